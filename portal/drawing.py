"""The small parts of which a list has hundreds: drawn without a template each, which would be half of a page's time.

Whatever comes from people or rows is escaped. The tags of the same names (portal/templatetags/portal.py) call these.
"""

from datetime import datetime
from functools import lru_cache
from html import escape
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models import Status
from portal import instants

# The shape that says the rank without colour; a fifth rank would look like the fourth.
LAST_SHAPE = 4
CLOCK_CLASSES = {"at_risk": "risk"}
# What stands in a clock's ring: a state is known without its colour.
CLOCK_MARKS = {
    "paused": '<path d="M8.4 7.5v5M11.6 7.5v5"/>',
    "risk": '<path d="M10 6.6V10l2.2 1.6"/>',
    "met": '<path d="m7 10.2 2.1 2.1 4-4.4"/>',
    "breached": '<path d="M10 6.2v4.6M10 13.4v.1"/>',
}
# Icon, words on the vendor's side, words on the partner's side ("%s" is the vendor).
STATUSES = {
    Status.NEW: ("new", _("New"), _("Received")),
    Status.OPEN: ("ours", _("With us"), _("With %s")),
    Status.WAITING: ("partner", _("Waiting on partner"), _("Waits on you")),
    Status.REFERRED: ("product", _("With another department"), _("With another department")),
    Status.RESOLVED: ("resolved", _("Resolved"), _("Resolved")),
    Status.CLOSED: ("closed", pgettext_lazy("case status", "Closed"), pgettext_lazy("case status", "Closed")),
}


def drawn(pattern: str, *values: Any) -> SafeString:
    """The pattern with the values in its places, as Django's format_html, in a third of its time: a value that is no
    SafeString is escaped.
    """
    return SafeString(pattern.format(*[value if type(value) is SafeString else escape(str(value)) for value in values]))


@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """A sign from the sprite: decoration only; what it means stands beside it in words."""
    return drawn('<svg class="icon" aria-hidden="true"><use href="#i-{}"/></svg>', name)


def severity(rank: int, label: str = "", code: str = "", short: bool = False) -> SafeString:
    """A shape and the code ("S1", made from the rank where not given) with the word; short keeps it for listeners."""
    shape = min(int(rank), LAST_SHAPE)
    word = drawn("<span{}>{}</span>", _HIDDEN if short else "", label) if label else ""
    return drawn(
        '<span class="severity severity-{}"><svg aria-hidden="true"><use href="#sev-{}"/></svg>{}{}</span>',
        shape, shape, code or f"S{rank}", word,
    )  # fmt: skip


def status(code: str, label: str = "", partner_of: str | None = None) -> SafeString:
    """Where a case stands: `label`, else the vendor's words, or those for a partner of the vendor `partner_of`."""
    shape, ours, theirs = STATUSES[Status(code)]
    words: Any = label or ours
    if not label and partner_of is not None:
        words = str(theirs) % partner_of if "%s" in str(theirs) else theirs
    return drawn(
        '<span class="status status-{}"><svg class="icon" aria-hidden="true"><use href="#st-{}"/></svg>{}</span>',
        shape, shape, words,
    )  # fmt: skip


def time(iso: str, text: str, title: str = "") -> SafeString:
    """An instant or a day: in words, with its machine form; `title` in full, with the zone."""
    if not title:
        return drawn('<time datetime="{}">{}</time>', iso, text)
    return drawn('<time datetime="{}" title="{}">{}</time>', iso, title, text)


def clock_chip(chip: Any) -> SafeString:
    """A clock in one glance: a portal.chips.Chip, or a dict with its fields. A link where it has an address."""
    read = chip.get if isinstance(chip, dict) else lambda name: getattr(chip, name, None)
    state, iso, href = read("state"), read("due_iso"), read("href")
    kind = CLOCK_CLASSES.get(state, state)
    due = read("label_due")
    return drawn(
        '<{} class="clock clock-{}{}"{}><svg class="clock-ring" viewBox="0 0 20 20" aria-hidden="true">'
        '<circle cx="10" cy="10" r="8.25"/><circle class="used" cx="10" cy="10" r="8.25" pathLength="100"'
        ' stroke-dasharray="{} 100" transform="rotate(-90 10 10)"/>{}</svg>'
        '<span class="clock-left">{}</span><span class="clock-due">{}</span></{}>',
        "a" if href else "span", kind, " clock-large" if read("large") else "",
        drawn(' href="{}"', href) if href else "", read("percent"), _MARKS.get(kind, ""), read("label_left"),
        time(iso, due, instants.full(datetime.fromisoformat(iso))) if iso else due,
        "a" if href else "span",
    )  # fmt: skip


_HIDDEN = SafeString(' class="visually-hidden"')
_MARKS = {kind: SafeString(path) for kind, path in CLOCK_MARKS.items()}
