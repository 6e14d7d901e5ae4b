"""The clock chip in words: one sentence of business time, and what is due when."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.amounts import duration
from portal.instants import absolute

STATES = ("running", "paused", "at_risk", "met", "breached")
LEFT = {
    "running": _("%(time)s left"),
    "at_risk": _("At risk, %(time)s left"),
    "paused": _("Paused, %(time)s left"),
    "met": _("Met, %(time)s to spare"),
    "breached": _("Breached, %(time)s over"),
}


@dataclass(frozen=True)
class Chip:
    """What drawing.clock_chip draws. percent is the share of the target that is used up, 0 to 100."""

    state: str
    percent: int
    label_left: str
    label_due: str
    due_iso: str = ""
    href: str = ""
    large: bool = False


def clock_chip(
    *,
    state: str,
    name: str,
    used: int,
    target: int,
    now: datetime,
    due: datetime | None = None,
    met: datetime | None = None,
    waits: str = "",
    href: str = "",
    large: bool = False,
) -> Chip:
    """A milestone's chip.

    name is the milestone in the reader's language ("Next update"); used and target are counted business
    seconds; due and met are aware UTC instants, due None while paused; waits says what a pause waits for.
    Raises ValueError for a state that is not one of STATES.
    """
    if state not in STATES:
        raise ValueError(f"A clock is {', '.join(STATES)}, never {state!r}")
    binding = met if state == "met" else due
    if state == "paused":
        label_due = waits or gettext("Waiting on partner")
    else:
        label_due = f"{name} {absolute(binding, now, short=not large)}" if binding else name
    return Chip(
        state=state,
        percent=100 if state == "breached" or not target else min(100, used * 100 // target),
        label_left=_left(state, target - used),
        label_due=label_due,
        due_iso=binding.isoformat() if binding and state != "paused" else "",
        href=href,
        large=large,
    )


def _left(state: str, left: int) -> str:
    return str(LEFT[state]) % {"time": duration(abs(left))}
