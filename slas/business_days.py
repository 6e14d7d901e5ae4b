"""The rule of "n business days": the same local time on the n-th day after that has any open time."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from slas.drafting import DAY
from slas.local_time import LocalTime


class BusinessDays:
    """The local days of a calendar that have any open time, each with its open intervals in epoch seconds."""

    def __init__(
        self, starts: Sequence[int], ends: Sequence[int], local: LocalTime, past_horizon: Callable[[], Exception]
    ) -> None:
        self._local, self._past_horizon = local, past_horizon
        self._open: dict[int, list[tuple[int, int]]] = {}
        for start, end in zip(starts, ends, strict=True):
            for day, part in self._by_day(start, end):
                self._open.setdefault(day, []).append(part)
        self._days = sorted(self._open)

    def due(self, start: int, days: int) -> int:
        """The due instant of `days` business days that start at the open instant `start`. Epoch seconds.

        After that day's closing means at its closing, in a gap at the next opening. Raises what
        past_horizon() makes where the calendar ends before.
        """
        local = self._local.of(start)
        number = bisect_right(self._days, local // DAY) - 1 + days
        if number >= len(self._days):
            raise self._past_horizon()
        day = self._days[number]
        intervals = self._open[day]
        wanted = self._local.instant(day * DAY + local % DAY)
        for opens, closes in intervals:
            if wanted < closes:
                return max(wanted, opens)
        return intervals[-1][1]

    def _by_day(self, start: int, end: int) -> Iterator[tuple[int, tuple[int, int]]]:
        """An open interval cut at changes of the clock and at local midnights, each part with its local day."""
        for begin, until in pairwise([start, *self._local.changes(start, end), end]):
            shift = self._local.of(begin) - begin
            while begin < until:
                day = (begin + shift) // DAY
                part_end = min((day + 1) * DAY - shift, until)
                yield day, (begin, part_end)
                begin = part_end
