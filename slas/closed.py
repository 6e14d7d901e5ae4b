"""Why a calendar is closed in between: its marks, its days off, or simply outside its hours."""

from collections.abc import Iterator
from dataclasses import dataclass

from slas.clock import Clock
from slas.drafting import DAY
from slas.local_time import date_of
from slas.terms import Why, Words


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a receipt: from, to (epoch seconds), and why it counts or not."""

    start: int
    end: int
    why: Why
    name: Words | None = None


def stretches(clock: Clock, start: int, end: int) -> list[Stretch]:
    """[start, end) without holes: open time as OPEN, and what is closed with its reason; equal neighbours merged."""
    found: list[Stretch] = []
    here = start
    for opens, closes in clock.open_between(start, end):
        found += _closed(clock, here, opens)
        found.append(Stretch(opens, closes, Why.OPEN))
        here = closes
    found += _closed(clock, here, end)
    return merged(found)


def merged(parts: list[Stretch]) -> list[Stretch]:
    """Neighbours that touch and say the same become one."""
    result: list[Stretch] = []
    for part in parts:
        last = result[-1] if result else None
        if last and last.end == part.start and (last.why, last.name) == (part.why, part.name):
            result[-1] = Stretch(last.start, part.end, part.why, part.name)
        else:
            result.append(part)
    return result


def _closed(clock: Clock, start: int, end: int) -> Iterator[Stretch]:
    here = start
    for mark in clock.marks:
        if mark.end <= here or mark.start >= end:
            continue
        yield from _unmarked(clock, here, mark.start)
        yield Stretch(max(here, mark.start), min(mark.end, end), mark.why, mark.name)
        here = min(mark.end, end)
    yield from _unmarked(clock, here, end)


def _unmarked(clock: Clock, start: int, end: int) -> Iterator[Stretch]:
    """Closed time without a mark, by local day: a day off or outside the hours."""
    while start < end:
        day = clock.local.day(start)
        until = min(clock.local.instant((day + 1) * DAY), end)
        if until <= start:  # the clock was put back over midnight
            until = end
        resting = date_of(day).weekday() in clock.resting
        yield Stretch(start, until, Why.WEEKEND if resting else Why.CLOSED)
        start = until
