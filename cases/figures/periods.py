"""Spans of a reader's own days, what came before them, and the pieces that a chart shows. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
LONGEST = 731  # days of a period; a chart of more is not read
_BY_DAY, _BY_WEEK = 14, 190  # days up to which pieces are days, and weeks


class Named(StrEnum):
    """FOUR_WEEKS ends today, the others have ended."""

    FOUR_WEEKS = "four_weeks"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    OWN = "own"


class Grain(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Period:
    """From the beginning of the day `first` to the end of the day `last`, on the clocks of `zone`."""

    first: date
    last: date
    zone: ZoneInfo
    name: Named = Named.OWN

    def __post_init__(self) -> None:
        if not 0 < self.days <= LONGEST:
            raise ValueError(f"A period has 1 to {LONGEST} days, not {self.days}")

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def start(self) -> datetime:
        """The aware UTC instant at which it begins. Where clocks skip midnight, the instant of the change."""
        return _midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """The aware UTC instant at which it is over."""
        return _midnight(self.last + DAY, self.zone)

    @property
    def before(self) -> "Period":
        """What it is compared with: the month or quarter before, else as many days."""
        last = self.first - DAY
        if self.name == Named.MONTH:
            first = last.replace(day=1)
        elif self.name == Named.QUARTER:
            first = _quarter(last)
        else:
            first = last - (self.days - 1) * DAY
        return Period(first, last, self.zone, self.name)

    @property
    def grain(self) -> Grain:
        if self.days <= _BY_DAY:
            return Grain.DAY
        return Grain.WEEK if self.days <= _BY_WEEK else Grain.MONTH

    def pieces(self) -> list["Period"]:
        """Days, weeks from Monday or months, in order, without a gap; the first and last may be cut short."""
        found, first = [], self.first
        while first <= self.last:
            last = min(self._piece_end(first), self.last)
            found.append(Period(first, last, self.zone))
            first = last + DAY
        return found

    def _piece_end(self, first: date) -> date:
        match self.grain:
            case Grain.DAY:
                return first
            case Grain.WEEK:
                return first + (6 - first.weekday()) * DAY
        return (first.replace(day=1) + 32 * DAY).replace(day=1) - DAY


def named(name: Named, now: datetime, zone: ZoneInfo) -> Period:
    """A period by its name, as of the aware instant `now`. Raises ValueError for Named.OWN: it says its own days."""
    today = now.astimezone(zone).date()
    match name:
        case Named.FOUR_WEEKS:
            return Period(today - 27 * DAY, today, zone, name)
        case Named.WEEK:
            monday = today - today.weekday() * DAY
            return Period(monday - 7 * DAY, monday - DAY, zone, name)
        case Named.MONTH:
            last = today.replace(day=1) - DAY
            return Period(last.replace(day=1), last, zone, name)
        case Named.QUARTER:
            last = _quarter(today) - DAY
            return Period(_quarter(last), last, zone, name)
    raise ValueError("A period of one's own needs its days")


def _quarter(day: date) -> date:
    """The first day of a day's quarter."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
