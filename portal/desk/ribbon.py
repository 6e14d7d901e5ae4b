"""The ribbon above the queue: the reader's day, the hours that support is open in it, and what is due."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext

from cases.models import Case, Milestone
from cases.queues import CaseQuerySet
from contacts.models import Region
from portal.clocks import name_of
from portal.desk.lens import end_of_day
from portal.gates import Door
from portal.hours import now_in_words
from portal.instants import clock_time
from slas.clock import Clock, HorizonError, epoch, instant
from slas.closed import Stretch, stretches
from slas.models import CalendarVersion
from slas.terms import Why
from slas.versions import clock_of

Calendars = Mapping[str, CalendarVersion]  # the newest versions by the calendar's code
SHOWN = 40  # marks beyond that would be one smear
HOUR = 3600
# So near to now, as a share of the axis, an hour's label would stand in its way; on narrow screens sooner.
NEAR, NEAR_NARROW = 0.06, 0.17
FILLS = {Why.OPEN: "open", Why.HOLIDAY: "holiday"}


@dataclass(frozen=True)
class Segment:
    """A part of the day: closed, open, holiday or elapsed; x and width in percent of the axis."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True)
class Mark:
    """A due instant of today: shape is 1 to 4, by the severity's rank."""

    x: float
    shape: int
    label: str
    href: str


@dataclass(frozen=True)
class Hour:
    x: float
    label: str
    optional: bool


@dataclass(frozen=True)
class Ribbon:
    """What templates/portal/queue/ribbon.html draws. Places are percent of the axis."""

    state: str
    zone: str
    label: str
    remark: str
    segments: list[Segment]
    marks: list[Mark]
    hours: list[Hour]
    now: float
    now_label: str


@dataclass(frozen=True)
class _Axis:
    low: int  # epoch seconds
    high: int

    def x(self, at: int) -> float:
        return round((min(max(at, self.low), self.high) - self.low) * 100 / (self.high - self.low), 2)


def due_today(cases: CaseQuerySet, door: Door) -> list[Case]:
    """Those of the cases that are due on the reader's day, the first ones first."""
    begin, until = _day_of(door)
    return list(cases.filter(next_due__gte=begin, next_due__lt=until).order_by("next_due", "id")[:SHOWN])


def ribbon(
    due: list[Case], rows: Mapping[int, Milestone], region: Region | None, calendars: Calendars, door: Door
) -> Ribbon | None:
    """The ribbon of the reader's day with the cases that are `due` on it, `rows` their foremost milestones by case.

    None where the vendor has no region, or its calendar does not reach so far.
    """
    version = calendars.get(region.calendar) if region else None
    if region is None or version is None:
        return None
    try:
        return _drawn(due, rows, region, clock_of(version), door)
    except HorizonError:
        return None


def region_of(regions: list[Region], calendars: Calendars, code: str, zone: str) -> Region | None:
    """The region asked for, else the one whose calendar runs in the reader's zone, else the first."""
    for region in regions:
        version = calendars.get(region.calendar)
        if region.code == code or (not code and version and version.zone == zone):
            return region
    return regions[0] if regions else None


def _day_of(door: Door) -> tuple[int, int]:
    """The reader's day in epoch seconds, half-open."""
    return epoch(end_of_day(door.now - timedelta(days=1))), epoch(end_of_day(door.now))


def _drawn(due: list[Case], rows: Mapping[int, Milestone], region: Region, clock: Clock, door: Door) -> Ribbon:
    now = epoch(door.now)
    begin, until = _day_of(door)
    parts = stretches(clock, begin, until)
    axis = _axis(parts, [now, *(case.next_due for case in due)], begin, until)
    return Ribbon(
        state=f"{region.name}: {now_in_words(clock, door.now).text}",
        zone=clock.zone,
        label=gettext("What is due today, %(first)s to %(last)s")
        % {"first": clock_time(instant(axis.low)), "last": clock_time(instant(axis.high))},
        remark=_remark(parts),
        segments=list(_segments(parts, axis, now)),
        marks=list(_marks(due, rows, axis, door)),
        hours=list(_hours(axis, now)),
        now=axis.x(now),
        now_label=gettext("now %(time)s") % {"time": clock_time(door.now)},
    )


def _axis(parts: list[Stretch], instants: list[int], begin: int, until: int) -> _Axis:
    """The hours that are open or have something in them, and one more on each side; 08:00 to 18:00 where none is."""
    opened = [part for part in parts if part.why is Why.OPEN]
    low = min([part.start for part in opened] + instants)
    high = max([part.end for part in opened] + instants)
    if not opened:
        low, high = min(low, begin + 8 * HOUR), max(high, begin + 18 * HOUR)
    return _Axis(max(begin, (low - HOUR) // HOUR * HOUR), min(until, -(-(high + HOUR) // HOUR) * HOUR))


def _segments(parts: list[Stretch], axis: _Axis, now: int) -> Iterator[Segment]:
    for part in parts:
        x, end = axis.x(part.start), axis.x(part.end)
        if end <= x:
            continue
        yield Segment(FILLS.get(part.why, "closed"), x, end - x)
        if part.why is Why.OPEN and part.start < now:
            yield Segment("elapsed", x, axis.x(min(part.end, now)) - x)


def _remark(parts: list[Stretch]) -> str:
    """What closes support today out of the ordinary: a holiday, or a closure with the vendor's own words (R9)."""
    for part in parts:
        if part.why in (Why.HOLIDAY, Why.CLOSURE) and part.name is not None:
            name = part.name.say(get_language() or "en")
            if part.why is Why.HOLIDAY:
                return gettext("Public holiday: %(name)s") % {"name": name}
            until = {"name": name, "time": clock_time(instant(part.end))}
            return gettext("Closed by notice until %(time)s: %(name)s") % until
    return ""


def _marks(due: list[Case], rows: Mapping[int, Milestone], axis: _Axis, door: Door) -> Iterator[Mark]:
    for case in due:
        at = instant(case.next_due)
        words = gettext("%(number)s, %(severity)s: %(name)s was due %(time)s")
        if at > door.now:
            words = gettext("%(number)s, %(severity)s: %(name)s due %(time)s")
        label = words % {
            "number": case.number,
            "severity": case.severity,
            "name": _name(rows.get(case.pk)),
            "time": clock_time(at),
        }
        href = reverse("case", args=[door.vendor.slug, case.number])
        yield Mark(axis.x(case.next_due), min(case.severity_rank, 4), label, href)


def _name(row: Milestone | None) -> str:
    return name_of(row.kind) if row else gettext("Target")


def _hours(axis: _Axis, now: int) -> Iterator[Hour]:
    """Full hours of the reader's clock; those near "now" make room for its label."""
    hours = (axis.high - axis.low) // HOUR
    every = 1 if hours <= 14 else 2
    for number in range(1, hours):
        at = axis.low + number * HOUR
        apart = abs(at - now) / (axis.high - axis.low)
        if number % every or apart < NEAR:
            continue
        yield Hour(axis.x(at), _label(instant(at)), optional=apart < NEAR_NARROW or bool(number % (2 * every)))


def _label(at: datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M")
