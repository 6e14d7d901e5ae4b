"""The picture of days: one row per local day of the reader, its parts in percent of a common axis of hours.

Solid counted, dashed ahead, dotted paused, outlined open, hatched closed, crossed holiday; lines for now and due.
Whole days that say the same (a weekend) share a row. The zone is the reader's, and only for drawing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from slas.clock import Clock, epoch, instant
from slas.closed import stretches
from slas.receipt import Reason, Receipt
from slas.terms import Why

DAY_MINUTES = 1440
# How open time is drawn that the receipt tells so; any other open time is only outlined.
OPEN_FILL = {Why.OPEN: "counted", Why.AHEAD: "ahead", Why.PAUSED: "paused"}
COUNTING = frozenset({"counted", "ahead", "open"})


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a row: how it is drawn (counted, ahead, paused, open, closed, holiday) and x, width in percent."""

    fill: str
    x: float
    width: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class Row:
    """The local days from first to last. now and due are percent of the axis, None where they lie elsewhere.

    note: why nothing counts on the whole row, if that is so.
    """

    first: date
    last: date
    counted_seconds: int
    segments: tuple[Segment, ...]
    note: Reason | None = None
    now: float | None = None
    due: float | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """hours: the axis, from and to (0 to 24). ticks: each full hour within it and its place in percent."""

    hours: tuple[int, int]
    ticks: tuple[tuple[int, float], ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Epoch seconds, how it is drawn, and why."""

    start: int
    end: int
    fill: str
    reason: Reason


def days(receipt: Receipt, clock: Clock, zone: str, now: datetime | None = None) -> Picture:
    """The picture of a receipt for a reader in `zone`, on the clock that the receipt was reckoned on."""
    reader = ZoneInfo(zone)
    first, last = (edge.astimezone(reader).date() for edge in _edges(receipt))
    parts = list(_parts(receipt, clock, _midnight(first, reader), _midnight(last + timedelta(days=1), reader)))
    hours = _axis(parts, reader)
    day = _Drawing(hours, reader, parts, now, receipt.due_at)
    rows = (day.row(first + timedelta(days=number)) for number in range((last - first).days + 1))
    ticks = tuple((hour, _percent(hour * 60, hours)) for hour in range(hours[0], hours[1] + 1))
    return Picture(hours, ticks, tuple(_together(rows)))


def _edges(receipt: Receipt) -> tuple[datetime, datetime]:
    return receipt.started_at, receipt.intervals[-1].end if receipt.intervals else receipt.started_at


def _parts(receipt: Receipt, clock: Clock, begin: int, end: int) -> Iterator[Part]:
    """The receipt's intervals, and around them what the calendar says of the rest of the first and last day."""
    start, stop = (epoch(edge) for edge in _edges(receipt))
    yield from _filled(clock, max(begin, clock.horizon[0]), start, "open", Why.OPEN)
    for interval in receipt.intervals:
        why = interval.reason.code
        yield from _filled(clock, epoch(interval.start), epoch(interval.end), OPEN_FILL.get(why, "open"), why)
    yield from _filled(clock, stop, min(end, clock.horizon[1]), "open", Why.OPEN)


def _filled(clock: Clock, start: int, end: int, fill: str, why: Why) -> Iterator[Part]:
    for part in stretches(clock, start, end) if start < end else ():
        if part.why is Why.OPEN:
            yield Part(part.start, part.end, fill, Reason(why))
        else:
            closed = "holiday" if part.why is Why.HOLIDAY else "closed"
            yield Part(part.start, part.end, closed, Reason(part.why, part.name))


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What all rows share."""

    hours: tuple[int, int]
    reader: ZoneInfo
    parts: list[Part]
    now: datetime | None
    due: datetime | None

    def row(self, day: date) -> Row:
        begin, end = _midnight(day, self.reader), _midnight(day + timedelta(days=1), self.reader)
        mine = [
            Part(max(part.start, begin), min(part.end, end), part.fill, part.reason)
            for part in self.parts
            if part.start < end and begin < part.end
        ]
        counted = sum(part.end - part.start for part in mine if part.fill == "counted")
        segments = tuple(segment for part in mine if (segment := self.segment(part, day)))
        return Row(day, day, counted, segments, _note(segments), self.place(self.now, day), self.place(self.due, day))

    def segment(self, part: Part, day: date) -> Segment | None:
        x = _percent(_minute(part.start, day, self.reader), self.hours)
        width = round(_percent(_minute(part.end, day, self.reader), self.hours) - x, 2)
        return Segment(part.fill, x, width, part.reason) if width > 0 else None

    def place(self, at: datetime | None, day: date) -> float | None:
        if at is None or at.astimezone(self.reader).date() != day:
            return None
        return _percent(_minute(epoch(at), day, self.reader), self.hours)


def _note(segments: tuple[Segment, ...]) -> Reason | None:
    """Why nothing counts on what is drawn of a day, where that has one reason."""
    reasons = {segment.reason for segment in segments if segment.reason.code is not Why.CLOSED}
    if any(segment.fill in COUNTING for segment in segments):
        return None
    return reasons.pop() if len(reasons) == 1 else None


def _axis(parts: Iterable[Part], reader: ZoneInfo) -> tuple[int, int]:
    """The hours to draw: those that are open somewhere, and one more on each side."""
    low, high = DAY_MINUTES, 0
    for part in parts:
        if part.fill in ("closed", "holiday"):
            continue
        start, end = instant(part.start).astimezone(reader), instant(part.end).astimezone(reader)
        over_midnight = end.date() != start.date()
        low = min(low, 0 if over_midnight else start.hour * 60 + start.minute)
        high = max(high, DAY_MINUTES if over_midnight else end.hour * 60 + end.minute)
    if low >= high:
        return 0, 24
    return max(low // 60 - 1, 0), min(-(-high // 60) + 1, 24)


def _percent(minute: int, hours: tuple[int, int]) -> float:
    low, high = hours[0] * 60, hours[1] * 60
    return round((min(max(minute, low), high) - low) * 100 / (high - low), 2)


def _together(rows: Iterable[Row]) -> Iterator[Row]:
    """Days in a row that have the same note and look the same become one row."""
    last: Row | None = None
    for row in rows:
        same = last and row.note and (row.note, row.segments) == (last.note, last.segments)
        if last and same and row.now is row.due is last.now is last.due is None:
            last = replace(last, last=row.last)
            continue
        if last:
            yield last
        last = row
    if last:
        yield last


def _minute(at: int, day: date, reader: ZoneInfo) -> int:
    """The wall clock's minute of the day; 0 before the day and 1440 after it."""
    local = instant(at).astimezone(reader)
    if local.date() != day:
        return 0 if local.date() < day else DAY_MINUTES
    return local.hour * 60 + local.minute


def _midnight(day: date, reader: ZoneInfo) -> int:
    return epoch(datetime(day.year, day.month, day.day, tzinfo=reader))
