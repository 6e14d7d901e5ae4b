"""Drafts a calendar version: holidays by date and open time as UTC intervals, from now on never looked up again.

A minute is open when the wall clock of the zone shows an opening time: an hour that a clock change repeats
is open twice, one that it skips not at all. Instants are epoch seconds.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from slas.calendars import MIDNIGHT, CalendarDefinition, Dated, Span
from slas.public_holidays import Holiday, holidays_of
from slas.terms import Why, Words

DAY = 86400
EPOCH_DAY = date(1970, 1, 1).toordinal()
Labelled = tuple[Span, Any]
_OPEN: Any = None  # the label of open time; marks carry (why, name)
_STEP = 6 * 3600  # no zone changes its offset there and back within six hours
YEARS_BACK, YEARS_AHEAD = 2, 3


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch in which whatever is closed is closed for this reason. Instants are epoch seconds."""

    start: int
    end: int
    why: Why
    name: Words


@dataclass(frozen=True, slots=True)
class Offset:
    """From `start` (epoch seconds) on, local time is UTC plus `seconds`."""

    start: int
    seconds: int


@dataclass(frozen=True)
class DraftedCalendar:
    """A definition with all that it means within the horizon. Equal drafts answer equally for ever."""

    definition: CalendarDefinition
    horizon: tuple[int, int]
    holidays: tuple[Holiday, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    offsets: tuple[Offset, ...]
    marks: tuple[Mark, ...]


def horizon_years(year: int) -> tuple[int, int]:
    """The first and last calendar year that a version drafted in `year` covers."""
    return year - YEARS_BACK, year + YEARS_AHEAD


def draft(definition: CalendarDefinition, first_year: int, last_year: int) -> DraftedCalendar:
    """The version of a definition over whole local years, both included."""
    zone = ZoneInfo(definition.zone)
    first, after = date(first_year, 1, 1), date(last_year + 1, 1, 1)
    horizon = (_local_midnight(first, zone), _local_midnight(after, zone))
    offsets = tuple(_offsets(zone, *horizon))
    holidays = holidays_of(definition.holidays, first_year, last_year)
    closing = {holiday.day: holiday.name for holiday in holidays if definition.holidays and definition.holidays.close}
    plans = {day: _day(definition, closing.get(day), day) for day in _dates(first, after)}
    everything = list(_in_utc(offsets, horizon[1], plans))
    spans = _merged(labelled for labelled in everything if labelled[1] is _OPEN)
    marks = _merged(labelled for labelled in everything if labelled[1] is not _OPEN)
    return DraftedCalendar(
        definition,
        horizon,
        holidays,
        tuple(start for (start, _), _ in spans),
        tuple(end for (_, end), _ in spans),
        offsets,
        tuple(Mark(start, end, why, name) for (start, end), (why, name) in marks),
    )


def _day(definition: CalendarDefinition, holiday: Words | None, day: date) -> list[Labelled]:
    """The open spans of a local day and its marks. A closure beats an opening, which beats a holiday."""
    weekly = definition.hours[day.weekday()]
    openings = [(dated.opens, dated.closes) for dated in definition.openings if dated.on(day)]
    spans = _union([*openings, *(() if holiday else weekly)])
    closures = [dated for dated in definition.closures if dated.on(day)]
    marks: list[Labelled] = [((0, MIDNIGHT), (Why.HOLIDAY, holiday))] if holiday and weekly else []
    for closure in closures:
        spans, taken = _without(spans, closure)
        whole = not spans and len(closures) == 1  # then the night around it is part of the day off
        label = (Why.CLOSURE, closure.reason)
        marks += [((0, MIDNIGHT) if whole else part, label) for part in taken[: 1 if whole else None]]
    return [(span, _OPEN) for span in spans] + marks


def _union(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for opens, closes in sorted(spans):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
        else:
            merged.append((opens, closes))
    return merged


def _without(spans: list[Span], closure: Dated) -> tuple[list[Span], list[Span]]:
    """What is left of the spans, and what the closure took."""
    left, taken = [], []
    for opens, closes in spans:
        start, end = max(opens, closure.opens), min(closes, closure.closes)
        if start >= end:
            left.append((opens, closes))
            continue
        taken.append((start, end))
        left += [span for span in ((opens, start), (end, closes)) if span[0] < span[1]]
    return left, taken


def _dates(first: date, after: date) -> Iterator[date]:
    for ordinal in range(first.toordinal(), after.toordinal()):
        yield date.fromordinal(ordinal)


def _local_midnight(day: date, zone: ZoneInfo) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())


def _offset_at(zone: ZoneInfo, instant: int) -> int:
    offset = datetime.fromtimestamp(instant, UTC).astimezone(zone).utcoffset() or timedelta(0)
    return round(offset.total_seconds())


def _offsets(zone: ZoneInfo, start: int, end: int) -> Iterator[Offset]:
    """The pieces of constant offset: zoneinfo does not tell its transitions, so each is found by halving."""
    offset = _offset_at(zone, start)
    yield Offset(start, offset)
    for here in range(start, end, _STEP):
        there = min(here + _STEP, end)
        now = _offset_at(zone, there)
        if now == offset:
            continue
        before, after = here, there
        while after - before > 1:
            middle = (before + after) // 2
            before, after = (middle, after) if _offset_at(zone, middle) == offset else (before, middle)
        offset = now
        yield Offset(after, offset)


def _in_utc(offsets: tuple[Offset, ...], end: int, plans: dict[date, list[Labelled]]) -> Iterator[Labelled]:
    """The labelled spans of local days as spans of epoch seconds, piece by piece of constant offset, in order."""
    for number, offset in enumerate(offsets):
        until = offsets[number + 1].start if number + 1 < len(offsets) else end
        low, high = offset.start + offset.seconds, until + offset.seconds
        for ordinal in range(low // DAY, (high - 1) // DAY + 1):
            midnight = ordinal * DAY
            for (opens, closes), label in plans.get(date.fromordinal(ordinal + EPOCH_DAY), ()):
                start, stop = max(midnight + opens * 60, low), min(midnight + closes * 60, high)
                if start < stop:
                    yield (start - offset.seconds, stop - offset.seconds), label


def _merged(spans: Iterable[Labelled]) -> list[Labelled]:
    """Neighbours that touch and say the same become one."""
    merged: list[Labelled] = []
    for (start, end), label in spans:
        if merged and merged[-1][0][1] == start and merged[-1][1] == label:
            merged[-1] = ((merged[-1][0][0], end), label)
        else:
            merged.append(((start, end), label))
    return merged
