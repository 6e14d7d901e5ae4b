"""What a service calendar says: zone, weekly hours, holidays, own closures and openings.

A definition is the vendor's text. slas.drafting turns it into a version that holds its UTC intervals.
Minutes are minutes of the local day: 0 is 00:00 and 1440 is 24:00; intervals are half-open.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from slas.terms import Words

MIDNIGHT = 1440
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Span = tuple[int, int]  # opens and closes, minutes of the local day


@dataclass(frozen=True, slots=True)
class Holidays:
    """Whose public holidays, and whether they close this calendar (a 24x5 desk may work through them)."""

    country: str
    subdivision: str | None = None
    close: bool = True


@dataclass(frozen=True, slots=True)
class Dated:
    """An own closure or opening: the same local span on every day from `first` to `last`, both included (R9)."""

    first: date
    last: date
    opens: int
    closes: int
    reason: Words

    def on(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class CalendarDefinition:
    code: str
    name: Words
    zone: str
    hours: tuple[tuple[Span, ...], ...]  # seven, Monday first
    holidays: Holidays | None = None
    closures: tuple[Dated, ...] = ()
    openings: tuple[Dated, ...] = ()
    source: str = ""
    assumption: bool = False

    @property
    def resting(self) -> frozenset[int]:
        """The weekdays without hours of their own, Monday is 0."""
        return frozenset(weekday for weekday, spans in enumerate(self.hours) if not spans)


def clock_time(minute: int) -> str:
    """Minute of the day as HH:MM; 1440 is 24:00."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def minute_of(text: str) -> int:
    """HH:MM as minute of the day, 24:00 included. Raises ValueError with the reason."""
    hours, colon, minutes = text.partition(":")
    if not (colon and hours.isascii() and hours.isdigit() and minutes.isascii() and minutes.isdigit()):
        raise ValueError(f"“{text}” is not a time of day such as 08:00")
    minute = int(hours) * 60 + int(minutes)
    if len(hours) > 2 or len(minutes) != 2 or int(minutes) > 59 or minute > MIDNIGHT:
        raise ValueError(f"“{text}” is not a time of day between 00:00 and 24:00")
    return minute


def zone_exists(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (OSError, ValueError, LookupError):
        return False
    return True


def span_problem(span: Span) -> str | None:
    opens, closes = span
    if opens < closes:
        return None
    until = f"from {clock_time(opens)} to {clock_time(closes)}"
    return f"The interval {until} does not end after it begins (over midnight, write two intervals)"


def overlap_problem(spans: Iterable[Span]) -> str | None:
    """The first two intervals that overlap, as a sentence. Touching ones do not overlap."""
    ordered = sorted(spans)
    for (opens, closes), (next_opens, next_closes) in pairwise(ordered):
        if next_opens < closes:
            one = f"{clock_time(opens)}-{clock_time(closes)}"
            other = f"{clock_time(next_opens)}-{clock_time(next_closes)}"
            return f"The intervals {one} and {other} overlap"
    return None


def meets(one: Dated, other: Dated) -> bool:
    """Whether two dated exceptions share any minute."""
    days = one.first <= other.last and other.first <= one.last
    return days and one.opens < other.closes and other.opens < one.closes


def opens_at_all(definition: CalendarDefinition) -> bool:
    return any(definition.hours) or bool(definition.openings)


def as_json(definition: CalendarDefinition) -> dict[str, Any]:
    """The definition as plain JSON, the same for the same definition: its digest decides on new versions."""
    return {
        "code": definition.code,
        "name": definition.name.as_json(),
        "zone": definition.zone,
        "hours": [[list(span) for span in spans] for spans in definition.hours],
        "holidays": _holidays_json(definition.holidays),
        "closures": [_dated_json(dated) for dated in definition.closures],
        "openings": [_dated_json(dated) for dated in definition.openings],
        "source": definition.source,
        "assumption": definition.assumption,
    }


def from_json(document: dict[str, Any]) -> CalendarDefinition:
    """The definition that as_json() wrote."""
    holidays = document["holidays"]
    return CalendarDefinition(
        code=document["code"],
        name=Words(**document["name"]),
        zone=document["zone"],
        hours=tuple(tuple((opens, closes) for opens, closes in spans) for spans in document["hours"]),
        holidays=Holidays(**holidays) if holidays else None,
        closures=tuple(_dated(row) for row in document["closures"]),
        openings=tuple(_dated(row) for row in document["openings"]),
        source=document["source"],
        assumption=document["assumption"],
    )


def _holidays_json(holidays: Holidays | None) -> dict[str, Any] | None:
    if holidays is None:
        return None
    return {"country": holidays.country, "subdivision": holidays.subdivision, "close": holidays.close}


def _dated_json(dated: Dated) -> dict[str, Any]:
    return {
        "first": dated.first.isoformat(),
        "last": dated.last.isoformat(),
        "opens": dated.opens,
        "closes": dated.closes,
        "reason": dated.reason.as_json(),
    }


def _dated(row: dict[str, Any]) -> Dated:
    first, last = date.fromisoformat(row["first"]), date.fromisoformat(row["last"])
    return Dated(first, last, row["opens"], row["closes"], Words(**row["reason"]))
