"""When things happen in the demo data: relative to the moment of loading, so that it looks right on any day.

{days: -3, at: "15:05"}   three weekdays before the day of loading, in the partner's zone; day 0 is the day of
                          loading itself, or the Friday before it on a weekend
{ago: 25m}                so much wall time before the moment of loading
{open_ago: 6h 30m}        so much open time before it, on the calendar of the case's initial response
33m, 1h 20m               so much wall time after the step before
{days: 1, at: "09:12"}    as a step's `after`: so many weekdays after the step before, in the partner's zone
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from slas.clock import Clock, epoch, instant

SATURDAY = 5
FAR_BACK = 60 * 24 * 3600  # seconds; no demo case is older
_AMOUNT = re.compile(r"(\d+)([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


class Unclear(ValueError):
    """A moment that cannot be read."""


@dataclass(frozen=True)
class Moment:
    """Exactly one of: weekdays with a local time of day, wall time, open time. `since` names the anchor."""

    since: str  # "loading" or "step"
    days: int | None = None
    at: time | None = None
    wall: timedelta | None = None
    open: timedelta | None = None


@dataclass(frozen=True)
class Place:
    """What a moment is reckoned with: the moment of loading (aware, UTC), the partner's zone, the case's clock."""

    now: datetime
    zone: ZoneInfo
    clock: Clock

    def reckon(self, moment: Moment, before: datetime | None) -> datetime:
        """The aware UTC instant of a moment, never before that of the step before it."""
        found = self._reckon(moment, before)
        return found if before is None else max(found, before)

    def _reckon(self, moment: Moment, before: datetime | None) -> datetime:
        anchor = before if moment.since == "step" else self.now
        if anchor is None:
            raise Unclear("The first moment of a case cannot be after a step")
        if moment.days is not None and moment.at is not None:
            day = weekday(anchor.astimezone(self.zone).date(), moment.days)
            return datetime.combine(day, moment.at, self.zone).astimezone(UTC)
        if moment.open is not None:
            return opened_before(self.clock, self.now, moment.open)
        assert moment.wall is not None
        return anchor + moment.wall if moment.since == "step" else anchor - moment.wall


def read_start(given: object) -> Moment:
    """A moment that is reckoned from the moment of loading. Raises Unclear."""
    match given:
        case {"days": int(days), "at": str(at)} if days <= 0:
            return Moment("loading", days=days, at=time.fromisoformat(at))
        case {"ago": amount}:
            return Moment("loading", wall=read_amount(amount))
        case {"open_ago": amount}:
            return Moment("loading", open=read_amount(amount))
    raise Unclear(f"{given!r} is no moment before loading")


def read_step(given: dict) -> Moment:
    """A step's `after`, or one of the moments before loading. Raises Unclear."""
    match given.get("after"):
        case None:
            return read_start({key: given[key] for key in ("days", "at", "ago", "open_ago") if key in given})
        case {"days": int(days), "at": str(at)} if days > 0:
            return Moment("step", days=days, at=time.fromisoformat(at))
        case str(amount):
            return Moment("step", wall=read_amount(amount))
    raise Unclear(f"{given['after']!r} is no moment after a step")


def read_amount(given: object) -> timedelta:
    """ "1d 2h 5m" as a timedelta. Raises Unclear."""
    words = str(given).split()
    found = [_AMOUNT.fullmatch(word) for word in words]
    if not words or None in found:
        raise Unclear(f"{given!r} is no amount of time: write 25m, 1h 20m or 2d")
    return sum((timedelta(**{_UNITS[m[2]]: int(m[1])}) for m in found if m), timedelta())


def weekday(day: date, number: int) -> date:
    """The day that lies `number` weekdays after `day` (before it, when negative); a weekend counts as its Friday."""
    while day.weekday() >= SATURDAY:
        day -= timedelta(days=1)
    step = timedelta(days=1 if number > 0 else -1)
    for _ in range(abs(number)):
        day += step
        while day.weekday() >= SATURDAY:
            day += step
    return day


def opened_before(clock: Clock, now: datetime, amount: timedelta) -> datetime:
    """The latest aware UTC instant from which `amount` of open time has passed until `now`. Raises Unclear."""
    end, left = epoch(now), int(amount.total_seconds())
    for opened, closed in reversed(clock.open_between(end - FAR_BACK, end)):
        if closed - opened >= left:
            return instant(closed - left)
        left -= closed - opened
    raise Unclear(f"{clock!r} has not been open for {amount} lately")
