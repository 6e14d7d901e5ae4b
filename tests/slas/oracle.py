"""Business time counted the slow way: every UTC minute is turned into local time and asked of the definition.

Shares no code with the clock: no intervals, no offsets, no totals. Calendar edges are whole minutes, so a
minute is open or closed as one; seconds matter only where an amount begins or ends.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays as package


class OutOfWindow(Exception):
    """The oracle would have to look further than it was asked to."""


@lru_cache
def wall_clock(zone: str, first: datetime, days: int) -> list[tuple[date, int]]:
    """What the wall clock shows at each UTC minute: local date and minute of the day."""
    shown = [(first + timedelta(minutes=number)).astimezone(ZoneInfo(zone)) for number in range(days * 1440)]
    return [(local.date(), local.hour * 60 + local.minute) for local in shown]


@lru_cache
def days_off(country: str, year: int) -> set[date]:
    return set(package.country_holidays(country, years=[year - 1, year, year + 1]))


@dataclass
class Oracle:
    zone: str
    hours: tuple[tuple[tuple[int, int], ...], ...]
    country: str | None
    closures: list[tuple[date, int, int]]
    openings: list[tuple[date, int, int]]
    first: datetime  # the window, UTC
    days: int
    minutes: list[tuple[bool, date, int]] = field(init=False)  # open, local date, local minute of the day

    def __post_init__(self):
        self._free = days_off(self.country, self.first.year) if self.country else set()
        shown = wall_clock(self.zone, self.first, self.days)
        self.minutes = [(self._open(day, minute), day, minute) for day, minute in shown]

    def _open(self, day: date, minute: int) -> bool:
        if any(day == shut and opens <= minute < closes for shut, opens, closes in self.closures):
            return False
        if any(day == extra and opens <= minute < closes for extra, opens, closes in self.openings):
            return True
        if day in self._free:
            return False
        return any(opens <= minute < closes for opens, closes in self.hours[day.weekday()])

    def _at(self, number: int) -> tuple[bool, date, int]:
        if not 0 <= number < len(self.minutes):
            raise OutOfWindow
        return self.minutes[number]

    def _number(self, at: datetime) -> tuple[int, int]:
        return divmod(int((at - self.first).total_seconds()), 60)

    def _instant(self, number: int, seconds: int = 0) -> datetime:
        return (self.first + timedelta(minutes=number, seconds=seconds)).astimezone(UTC)

    def is_open(self, at: datetime) -> bool:
        return self._at(self._number(at)[0])[0]

    def measure(self, start: datetime, end: datetime) -> int:
        """Open seconds between two instants, minute by minute."""
        first, skipped = self._number(start)
        last, used = self._number(end)
        counted = 60 * sum(self._at(number)[0] for number in range(first, last))
        return counted - skipped * self._at(first)[0] + used * self._at(last)[0]

    def add(self, start: datetime, seconds: int) -> datetime:
        """Walks until so many open seconds have passed; ends at closing where they end there."""
        number, offset = self._number(start)
        while True:
            if self._at(number)[0]:
                if seconds <= 60 - offset:
                    return self._instant(number, offset + seconds)
                seconds -= 60 - offset
            number, offset = number + 1, 0

    def opening(self, at: datetime) -> datetime:
        number, offset = self._number(at)
        while not self._at(number)[0]:
            number, offset = number + 1, 0
        return self._instant(number, offset)

    def days_due(self, start: datetime, days: int) -> datetime:
        """Same local time on the n-th open day; after its closing at its closing, in a gap at the next opening."""
        number, seconds = self._number(self.opening(start))
        _, day, minute = self._at(number)
        for _ in range(days):
            day = self._next_business_day(number, day)
        on_day = [n for n, (_, its_day, _) in enumerate(self.minutes) if its_day == day]
        self._at(on_day[-1] + 1)  # the day is wholly within the window
        wanted = self._wall_clock(day, minute)
        if self._at(wanted)[0] and self._at(wanted)[1] == day:
            return self._instant(wanted, seconds)
        later = [n for n in on_day if n > wanted and self.minutes[n][0]]
        if later:
            return self._instant(later[0])
        return self._instant([n for n in on_day if self.minutes[n][0]][-1] + 1)

    def _next_business_day(self, number: int, day: date) -> date:
        while True:
            is_open, its_day, _ = self._at(number)
            if is_open and its_day > day:
                return its_day
            number += 1

    def _wall_clock(self, day: date, minute: int) -> int:
        """The first minute at which the wall clock shows this. Skipped: as if the clock had not been moved yet."""
        shown = wall_clock(self.zone, self.first, self.days)
        if (day, minute) in shown:
            return shown.index((day, minute))
        before = max(n for n, reading in enumerate(shown) if reading < (day, minute))
        its_day, its_minute = shown[before]
        return before + (day - its_day).days * 1440 + minute - its_minute
