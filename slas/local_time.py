"""Local time of one calendar, from the offsets that its version holds: zone data is not asked again."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from slas.drafting import DAY, EPOCH_DAY, Offset


class LocalTime:
    """Turns epoch seconds into local seconds (seconds since 1970-01-01T00:00 on the wall clock) and back."""

    def __init__(self, offsets: Sequence[Offset]) -> None:
        self._starts = [offset.start for offset in offsets]
        self._offsets = [offset.seconds for offset in offsets]

    def of(self, instant: int) -> int:
        """What the wall clock shows at an instant, as local seconds."""
        return instant + self._offsets[max(bisect_right(self._starts, instant) - 1, 0)]

    def instant(self, local: int) -> int:
        """The instant at which the wall clock shows this. A repeated time takes the first; a time that a change
        of the clock skips moves forward by what the clock was moved, as RFC 5545 has it: 02:30 becomes 03:30.
        """
        before = self._offsets[0]
        for number, offset in enumerate(self._offsets):
            last = number + 1 == len(self._offsets)
            if last or local - offset < self._starts[number + 1]:
                skipped = number > 0 and local - offset < self._starts[number]
                return local - (before if skipped else offset)
            before = offset
        raise AssertionError("a calendar has at least one offset")

    def day(self, instant: int) -> int:
        """The local day as its number since 1970-01-01."""
        return self.of(instant) // DAY

    def changes(self, start: int, end: int) -> list[int]:
        """The instants strictly between at which the offset changes."""
        return [change for change in self._starts if start < change < end]


def date_of(day: int) -> date:
    """The date of a local day number."""
    return date.fromordinal(day + EPOCH_DAY)
