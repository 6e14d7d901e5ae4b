"""Beside the conversation: the next milestone with its receipt, the other milestones, people on copy."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext

from cases.models import Case, Milestone, Watcher
from cases.reckoning import Reckoned
from portal.chips import Chip
from portal.clocks import Reader, chip_of, clocks_of, name_of, of_case
from portal.day_pictures import PictureInWords, picture_in_words
from portal.instants import calendar_date
from portal.promises import promise_in_words
from portal.receipts import Reader as Listener
from portal.receipts import Sum, sum_in_words
from slas import reckoning
from slas.clock import Clock, HorizonError
from slas.policy import Policy
from slas.receipt import receipt
from slas.terms import MilestoneKind
from tenants.models import Membership
from tenants.roles import Role

RECENT = 3  # milestones besides the foremost that are shown at once


@dataclass(frozen=True)
class Panel:
    """The receipt of the next milestone; sum and picture are None where the calendar does not reach so far."""

    chip: Chip
    href: str  # of the receipt's own page
    sum: Sum | None = None
    picture: PictureInWords | None = None
    why: str = ""


@dataclass(frozen=True)
class Milestones:
    """`foremost` is None where the case has no target, and the last one where none `runs`; `head` is the chip of
    one that runs; `others` are chips, the newest last.
    """

    foremost: Panel | None
    head: Chip | None
    others: list[Chip]
    has_resolution: bool
    runs: bool = False

    @property
    def plain(self) -> bool:
        """Whether there is nothing to say besides the foremost one."""
        return bool(self.foremost) and not self.others and self.has_resolution

    @property
    def recent(self) -> list[Chip]:
        return self.others[: -RECENT - 1 : -1]

    @property
    def older(self) -> list[Chip]:
        return self.others[:-RECENT][::-1]


def milestones_of(case: Case, reckoned: Reckoned | None, policy: Policy, reader: Reader) -> Milestones:
    """From the rows; `reckoned` explains the foremost one, None where that is not possible."""
    rows = of_case(case)
    shown = [row for row in rows if row.ended_at is None or row.breached_at]
    first = min((row for row in shown if _runs(row)), key=_pressing, default=shown[-1] if shown else None)
    clocks = clocks_of(shown)
    chips = {row.pk: chip_of(row, case.number or 0, reader, clocks[row.calendar_version_id]) for row in shown}
    has_resolution = any(row.kind == MilestoneKind.RESOLUTION for row in rows)
    others = [chips[row.pk] for row in shown if row is not first]
    if first is None:
        return Milestones(None, None, others, has_resolution)
    large = chip_of(first, case.number or 0, reader, clocks[first.calendar_version_id], large=True, link=False)
    panel, runs = _panel(first, large, chips[first.pk].href, reckoned, policy, reader), _runs(first)
    return Milestones(panel, chips[first.pk] if runs else None, others, has_resolution, runs)


def _runs(row: Milestone) -> bool:
    return row.met_at is None and row.ended_at is None


def _pressing(row: Milestone) -> tuple:
    return (row.due_at is None, row.due_at or row.started_at, row.pk)


def _panel(row: Milestone, chip: Chip, href: str, reckoned: Reckoned | None, policy: Policy, reader: Reader) -> Panel:
    found = [m for m in reckoned.milestones if (m.kind, m.ordinal) == (row.kind, row.ordinal)] if reckoned else []
    if not found or reckoned is None:
        return Panel(chip, href)
    milestone, clock = found[0], reckoned.clocks[found[0].calendar]
    try:
        explained = receipt(milestone, clock, policy=policy.label, until=reader.now)
        lines = sum_in_words(explained, milestone, Listener(reader.partner, reader.now), large=False)
        picture = picture_in_words(explained, clock, reader.now, small=True)
    except HorizonError:
        return Panel(chip, href)
    return Panel(chip, href, lines, picture, _basis(milestone, policy, clock))


def _basis(milestone: reckoning.Milestone, policy: Policy, clock: Clock) -> str:
    """The policy's row and the calendar that the receipt rests on."""
    target = milestone.target
    return gettext("Policy revised %(date)s, row “%(severity)s, %(name)s: %(promise)s”. Calendar %(calendar)s.") % {
        "date": calendar_date(policy.revised),
        "severity": target.severity,
        "name": name_of(target.kind),
        "promise": promise_in_words(target.amount, clock.definition),
        "calendar": f"{clock.name.say(get_language() or 'en')}, {clock.zone}",
    }


def on_copy(case: Case) -> list[Membership]:
    """Active people on copy (V17), by name."""
    watchers = Watcher.objects.filter(case=case, membership__active=True).select_related(
        "membership__partner", "membership__customer"
    )
    return [watcher.membership for watcher in watchers.order_by("membership__name", "membership_id")]


def affiliation(person: Membership, vendor: str) -> str:
    """ "Nordwind Systemhaus, Colleague"; a customer's people belong to the customer."""
    place = next((side.name for side in (person.customer, person.partner) if side), vendor)
    return gettext("%(place)s, %(role)s") % {"place": place, "role": Role(person.role).label}


def copied(people: list[Membership], vendor: str) -> list[dict[str, Any]]:
    """What the margin draws of people on copy."""
    return [
        {"name": person.name, "small": affiliation(person, vendor), "vendor": person.is_vendor_side}
        for person in people
    ]
