"""A span of instants as months, days and hours of UTC that are added up, and some that are taken off again. Pure.

Each end goes to the nearest midnight of UTC, and from there to the nearest first of a month: what lies between is
added where it belongs to the span, and subtracted where it does not. So a rim is half a day at most, and an edge half a
month, in every zone and for a span of any length.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from cases.figures.periods import DAY

HALF = timedelta(hours=12)


@dataclass
class Cut:
    """Columns for unnest(), each with the number of its span and a sign of 1 or -1.

    months: (number, first day, sign); days: (number, day, sign); rims: (number, day, start, past, sign).
    """

    months: list[tuple[int, date, int]] = field(default_factory=list)
    days: list[tuple[int, date, int]] = field(default_factory=list)
    rims: list[tuple[int, date, datetime, datetime, int]] = field(default_factory=list)

    @property
    def columns(self) -> list[list]:
        """For the head of a question: WITH months, days, rims."""
        return [*_columns(self.months, 3), *_columns(self.days, 3), *_columns(self.rims, 5)]

    @property
    def whole_months(self) -> list[date]:
        return sorted({day for _number, day, _sign in self.months})

    @property
    def whole_days(self) -> list[date]:
        return sorted({day for _number, day, _sign in self.days})

    @property
    def rim_days(self) -> list[date]:
        return sorted({day for _number, day, _start, _past, _sign in self.rims})


@dataclass(frozen=True)
class End:
    """One end of a span, or an instant up to which everything counts: whole months until `month`, the days from there
    to `day` (taken off where `day` comes first), and the rim from there to the instant.
    """

    month: date
    day: date
    rims: tuple[tuple[date, datetime, datetime, int], ...]


def cut(spans: Iterable[tuple[datetime, datetime]], summed: date | None) -> Cut:
    """summed: the day up to which months are summed, a first of a month; None where none is."""
    found = Cut()
    for number, (start, past) in enumerate(spans):
        first, last = end_at(start, summed), end_at(past, summed)
        if first.month < last.month:
            found.months += [(number, month, 1) for month in _months(first.month, last.month)]
            found.days += [(number, day, -sign) for day, sign in _days(first.month, first.day)]
            found.days += [(number, day, sign) for day, sign in _days(last.month, last.day)]
        else:
            found.days += [(number, day, sign) for day, sign in _days(first.day, last.day)]
        found.rims += [(number, *rim[:3], -rim[3]) for rim in first.rims]
        found.rims += [(number, *rim) for rim in last.rims]
    return found


def end_at(at: datetime, summed: date | None) -> End:
    """An aware instant as an end. Without summed months, `month` is the first day that there can be."""
    day = (at + HALF).astimezone(UTC).date()
    rim = (at, _midnight(day), -1) if at < _midnight(day) else (_midnight(day), at, 1)
    rims = ((rim[0].astimezone(UTC).date(), *rim),) if rim[0] < rim[1] else ()
    month = date.min if summed is None else min(month_of(day + 15 * DAY), summed)
    return End(month, day, rims)


def month_of(day: date) -> date:
    """Its first day."""
    return day.replace(day=1)


def month_after(day: date) -> date:
    return month_of(month_of(day) + 31 * DAY)


def _months(first: date, past: date) -> Iterator[date]:
    while first < past:
        yield first
        first = month_after(first)


def _days(first: date, past: date) -> Iterator[tuple[date, int]]:
    """The days between, to be added, or to be taken off where the second one comes first."""
    low, high, sign = (first, past, 1) if first <= past else (past, first, -1)
    return ((low + count * DAY, sign) for count in range((high - low).days))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _columns(rows: list[tuple], width: int) -> list[list]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]
