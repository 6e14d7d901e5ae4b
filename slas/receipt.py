"""A receipt explains a due instant, interval by interval, to the partner as well as to staff.

Its intervals follow one another without a hole, from the start of the milestone to its due instant (or to where
it was met, or to the present where it is paused or late). The counted ones add up to the budget.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from slas.clock import Clock, epoch, instant
from slas.closed import Stretch, merged, stretches
from slas.milestones import Milestone
from slas.terms import Why, Words

COUNTED = frozenset({Why.OPEN, Why.AHEAD})
# What is told in one line, however many days it takes.
CLOSED = frozenset({Why.CLOSED, Why.WEEKEND, Why.HOLIDAY})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an interval counts or not, with the name of the holiday or the vendor's words for a closure."""

    code: Why
    name: Words | None = None

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code.value, **({"name": self.name.as_json()} if self.name else {})}


@dataclass(frozen=True, slots=True)
class Interval:
    """Aware UTC instants, half-open. counted_seconds is 0 where it does not count."""

    start: datetime
    end: datetime
    counted: bool
    reason: Reason

    @property
    def counted_seconds(self) -> int:
        return epoch(self.end) - epoch(self.start) if self.counted else 0

    def as_json(self) -> dict[str, Any]:
        return {
            "from": stamp(self.start),
            "to": stamp(self.end),
            "counted": self.counted,
            "reason": self.reason.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table that people read: closed days in a row are one line with all their reasons."""

    start: datetime
    end: datetime
    counted_seconds: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """policy: its title and revision; row: the target's; calendar and zone: whose open time is counted."""

    policy: str
    row: str
    calendar: str
    zone: str
    started_at: datetime
    due_at: datetime | None
    until: datetime | None
    budget_seconds: int
    intervals: tuple[Interval, ...]

    @property
    def counted_seconds(self) -> int:
        return sum(interval.counted_seconds for interval in self.intervals)

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(_lines(self.intervals))

    def as_json(self) -> dict[str, Any]:
        return {
            "policy": self.policy,
            "row": self.row,
            "calendar": self.calendar,
            "zone": self.zone,
            "intervals": [interval.as_json() for interval in self.intervals],
        }


def receipt(milestone: Milestone, clock: Clock, *, policy: str, until: datetime | None = None) -> Receipt:
    """The receipt of a milestone, reckoned on the clock of its calendar.

    until: the present, where there is one: counted time after it is marked as still to come, and a milestone
        that is paused or late is explained up to it. Raises HorizonError past the calendar's version.
    """
    parts = _told(_laid_out(milestone, clock, _end(milestone, until)), milestone, until)
    return Receipt(
        policy=policy,
        row=milestone.target.row,
        calendar=clock.code,
        zone=clock.zone,
        started_at=milestone.started_at,
        due_at=milestone.due_at,
        until=until,
        budget_seconds=milestone.budget_seconds,
        intervals=tuple(_interval(part) for part in parts),
    )


def stamp(at: datetime) -> str:
    """An instant as JSON has it: UTC, to the second, with Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _end(milestone: Milestone, until: datetime | None) -> int:
    """Where the receipt ends. A paused milestone without a present ends where it was paused."""
    if milestone.over_at:
        return epoch(milestone.over_at)
    if milestone.due_at is None:
        paused = milestone.paused_at or milestone.started_at
        return epoch(max(until, paused) if until else paused)
    return epoch(max(until, milestone.due_at) if until else milestone.due_at)


def _laid_out(milestone: Milestone, clock: Clock, end: int) -> list[Stretch]:
    """From the start to the end without a hole: what went before a decision, open and closed time, and pauses."""
    start, here = epoch(milestone.started_at), epoch(milestone.counted_from)
    parts = [Stretch(start, here, Why.BEFORE_DECISION)] if start < here else []
    for pause in milestone.pauses:
        paused = min(max(epoch(pause.start), here), end)
        returned = min(epoch(pause.end), end) if pause.end else end
        parts += stretches(clock, here, paused)
        if paused < returned:
            parts.append(Stretch(paused, returned, Why.PAUSED))
        here = max(here, returned)
    return parts + stretches(clock, here, end)


def _told(parts: list[Stretch], milestone: Milestone, until: datetime | None) -> list[Stretch]:
    """Open time after the present is still to come, and all time from the due instant on is after it."""
    due = epoch(milestone.due_at) if milestone.due_at else None
    now = epoch(until) if until else None
    result = []
    for part in parts:
        cuts = {edge for edge in (due, now) if edge is not None and part.start < edge < part.end}
        for start, end in pairwise(sorted({part.start, part.end, *cuts})):
            if due is not None and start >= due:
                result.append(Stretch(start, end, Why.AFTER))
            elif part.why is Why.OPEN and now is not None and start >= now:
                result.append(Stretch(start, end, Why.AHEAD))
            else:
                result.append(Stretch(start, end, part.why, part.name))
    return merged(result)


def _interval(part: Stretch) -> Interval:
    return Interval(instant(part.start), instant(part.end), part.why in COUNTED, Reason(part.why, part.name))


def _lines(intervals: Iterable[Interval]) -> Iterable[Line]:
    group: list[Interval] = []
    for interval in intervals:
        if group and not (interval.reason.code in CLOSED and group[-1].reason.code in CLOSED):
            yield _line(group)
            group = []
        group.append(interval)
    if group:
        yield _line(group)


def _line(group: list[Interval]) -> Line:
    """A night beside a holiday or a weekend goes without saying."""
    reasons = list(dict.fromkeys(interval.reason for interval in group))
    telling = [reason for reason in reasons if reason.code is not Why.CLOSED]
    counted = sum(interval.counted_seconds for interval in group)
    return Line(group[0].start, group[-1].end, counted, tuple(telling or reasons))
