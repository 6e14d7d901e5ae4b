"""A clock knows one calendar version and adds and measures its open time.

Instants inside are epoch seconds in UTC, at the edge aware datetimes; parts of a second are cut off. Adding
and measuring is a bisection over the open intervals with running totals, so the size of an amount does not matter.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from slas.business_days import BusinessDays
from slas.drafting import DraftedCalendar, Mark
from slas.local_time import LocalTime, date_of
from slas.terms import SECONDS, Amount, Unit


class HorizonError(ValueError):
    """An answer would lie outside the years that the calendar version covers."""


class NaiveInstantError(ValueError):
    """A datetime without a zone: nobody can say which instant it means."""


def epoch(at: datetime) -> int:
    """Epoch seconds of an aware datetime, parts of a second cut off. Raises NaiveInstantError."""
    if at.tzinfo is None or at.utcoffset() is None:
        raise NaiveInstantError(f"{at.isoformat()} has no zone: write the offset, as in {at.isoformat()}+01:00")
    return int(at.timestamp() // 1)


def instant(seconds: int) -> datetime:
    """The aware UTC datetime of epoch seconds."""
    return datetime.fromtimestamp(seconds, UTC)


class Clock:
    """Open time of one calendar version.

    add(start, seconds): the epoch second at which so much open time has passed since `start`; an amount that
        ends exactly at closing ends there, not at the next opening. Raises HorizonError.
    measure(start, end): the open seconds between two epoch seconds, 0 if `end` is not after `start`.
    """

    add: Callable[[int, int], int]
    measure: Callable[[int, int], int]

    def __init__(self, drafted: DraftedCalendar) -> None:
        definition = drafted.definition
        self.code, self.zone, self.name = definition.code, definition.zone, definition.name
        self.definition = definition
        self.horizon = drafted.horizon
        self.starts, self.ends = list(drafted.starts), list(drafted.ends)
        self.local = LocalTime(drafted.offsets)
        self.marks: Sequence[Mark] = drafted.marks
        self.resting = definition.resting
        self._days: BusinessDays | None = None
        self.add, self.measure = _bisecting(self.starts, self.ends, self.horizon, self._past_horizon)

    def __repr__(self) -> str:
        return f"Clock({self.code!r}, {self.zone!r})"

    def is_open(self, at: int) -> bool:
        number = bisect_right(self.ends, at)
        return number < len(self.ends) and self.starts[number] <= at

    def next_opening(self, at: int) -> int:
        """`at` itself where it is open, else the next opening. Epoch seconds. Raises HorizonError."""
        return self.add(at, 0)

    def end(self, start: int, seconds: int, at_opening: bool = False) -> int:
        """Like add(); with `at_opening`, an amount that ends exactly at closing ends at the next opening."""
        end = self.add(start, seconds)
        return self.next_opening(end) if at_opening else end

    def due(self, start: datetime, amount: Amount) -> datetime:
        """The aware UTC instant at which an amount that starts at `start` is due.

        Raises NaiveInstantError and HorizonError.
        """
        return instant(self.due_epoch(epoch(start), amount))

    def due_epoch(self, start: int, amount: Amount) -> int:
        """due() on epoch seconds."""
        if amount.unit is Unit.DAYS:
            return self._business_days().due(self.next_opening(start), amount.number)
        return self.add(start, amount.number * SECONDS[amount.unit])

    def seconds_of(self, start: datetime, amount: Amount) -> int:
        """The open seconds that an amount is at its start: a day target becomes those up to its due instant."""
        return self.budget(epoch(start), amount)[0]

    def budget(self, start: int, amount: Amount) -> tuple[int, bool]:
        """The open seconds of an amount, and whether they end at an opening rather than at the closing before.

        Both are the same open time; only a day target can be due at an opening (received on Saturday, due on
        Wednesday when support opens), and a pause in closed hours must not draw that back to Tuesday evening.
        """
        if amount.unit is not Unit.DAYS:
            return amount.number * SECONDS[amount.unit], False
        due = self.due_epoch(start, amount)
        seconds = self.measure(start, due)
        return seconds, self.add(start, seconds) != due

    def open_between(self, start: int, end: int) -> list[tuple[int, int]]:
        """The open intervals within [start, end), in order. Raises HorizonError."""
        if start < self.horizon[0] or end > self.horizon[1]:
            raise self._past_horizon()
        first, last = bisect_right(self.ends, start), bisect_left(self.starts, end)
        return [(max(self.starts[n], start), min(self.ends[n], end)) for n in range(first, last)]

    def _business_days(self) -> BusinessDays:
        if self._days is None:
            self._days = BusinessDays(self.starts, self.ends, self.local, self._past_horizon)
        return self._days

    def _past_horizon(self) -> HorizonError:
        first, last = date_of(self.local.day(self.horizon[0])), date_of(self.local.day(self.horizon[1] - 1))
        return HorizonError(f"The calendar {self.code} is known from {first} to {last} only")


def _bisecting(
    starts: list[int], ends: list[int], horizon: tuple[int, int], past: Callable[[], HorizonError]
) -> tuple[Callable[[int, int], int], Callable[[int, int], int]]:
    """add() and measure() over local names: this is where queues of a million cases spend their time."""
    totals: list[int] = []  # open seconds up to the end of each interval
    shifts: list[int] = []  # instant = open seconds + shift, within each interval
    total = 0
    for start, end in zip(starts, ends, strict=True):
        shifts.append(start - total)
        total += end - start
        totals.append(total)
    low, high = horizon

    def add(
        start: int,
        seconds: int,
        bisect_left: Callable[..., int] = bisect_left,
        bisect_right: Callable[..., int] = bisect_right,
    ) -> int:
        if start < low or seconds < 0:
            raise past() if start < low else ValueError(f"{seconds} seconds cannot be added")
        number = bisect_right(ends, start)
        try:
            opens = starts[number]
            reached = (start if start > opens else opens) - shifts[number] + seconds
            return reached + shifts[bisect_left(totals, reached, number)]
        except IndexError:
            raise past() from None

    def opened(at: int) -> int:
        number = bisect_right(ends, at)
        if number == len(ends):
            return total
        opens = starts[number]
        return (at if at > opens else opens) - shifts[number]

    def measure(start: int, end: int) -> int:
        if start < low or end > high:
            raise past()
        return opened(end) - opened(start) if end > start else 0

    return add, measure
