"""An availability notice and the clock: what it writes into the calendars of its regions, and what that moves (R9)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.figures.stale import mark_stale
from cases.following import Move, cases_behind, moves, running_on
from contacts.models import Region
from notifications.models import Hours, Notice, NoticeClosure
from notifications.notices.wanted import Availability, Wanted
from slas.calendars import MIDNIGHT, Dated
from slas.clock import Clock
from slas.drafting import horizon_years
from slas.exceptions import add_exception, clash, definition_of, drafted_with, redraft
from slas.models import CalendarException, CalendarVersion, ServiceCalendar
from slas.terms import Words

LOOKED_AT = 300  # running cases that a preview reckons: a page must not wait for thousands
REASON = 200  # characters of the title that a receipt repeats


def calendars_of(wanted: Wanted) -> list[ServiceCalendar]:
    """The calendars of the regions that it is about; without any, those of all regions."""
    regions = Region.objects.all()
    if wanted.audience.regions:
        regions = regions.filter(code__in=wanted.audience.regions)
    return list(ServiceCalendar.objects.filter(code__in=regions.values("calendar")).order_by("code"))


def period_of(wanted: Wanted) -> tuple[datetime, datetime]:
    """From the first instant at which it holds in any of its calendars to the last, in UTC."""
    told = wanted.availability
    assert told is not None and told.first is not None and told.last is not None
    zones = [ZoneInfo(definition_of(calendar).zone) for calendar in calendars_of(wanted)]
    return (
        min(_instant(told.first, told.opens, zone) for zone in zones),
        max(_instant(told.last, told.closes, zone) for zone in zones),
    )


def problems(wanted: Wanted, at: datetime) -> dict[str, str]:
    """What is wrong with it, by the form's fields."""
    told = wanted.availability
    if told is None or told.hours not in Hours.values:
        return {"hours": _("Choose whether support is closed or open.")}
    if told.first is None:
        return {"first_day": _("Say on which day.")}
    if told.last is None or told.last < told.first:
        return {"last_day": _("The last day lies before the first.")}
    if told.opens >= told.closes:
        return {"to_time": _("It ends before it begins. Over midnight, write two notices.")}
    if told.last.year > (known := horizon_years(at.astimezone(UTC).year)[1]):
        return {"last_day": _("Calendars are known until the end of %(year)d.") % {"year": known}}
    if period_of(wanted)[0] < at:
        return {"first_day": _("It has begun already: what has passed on the clocks is not changed.")}
    for calendar in calendars_of(wanted):
        if (other := clash(calendar, _dated(told, wanted))) is not None:
            words = _("These hours of the calendar %(calendar)s are spoken of already: %(reason)s.")
            return {
                "first_day": words % {"calendar": calendar.code, "reason": other.reason.say(get_language() or "en")}
            }
    return {}


@dataclass(frozen=True)
class Preview:
    """The milestones that would move, of the `looked` of `running` cases that are due next."""

    moves: list[Move]
    looked: int
    running: int

    @property
    def is_part(self) -> bool:
        return self.looked < self.running


def would_move(wanted: Wanted, at: datetime) -> Preview:
    """The running milestones whose due instants would change if it were published at `at`; nothing is written."""
    told = wanted.availability
    assert told is not None
    closes = told.hours == Hours.CLOSED
    drafts = {
        calendar.code: Clock(drafted_with(calendar, _dated(told, wanted), closes=closes, at=at))
        for calendar in calendars_of(wanted)
    }
    running = running_on(list(drafts)).count()
    return Preview(list(moves(drafts, LOOKED_AT)), min(running, LOOKED_AT), running)


def write_down(notice: Notice, wanted: Wanted, at: datetime) -> None:
    """New calendar versions with the closure or opening. Running cases follow by the sweep (cases.sweeping), which
    nobody waits for: a request that moved thousands of cases would hold the locks of all of them.
    """
    told = wanted.availability
    assert told is not None
    for calendar in calendars_of(wanted):
        exception = add_exception(calendar, _dated(told, wanted), closes=told.hours == Hours.CLOSED, at=at)
        NoticeClosure.objects.create(
            vendor_id=notice.vendor_id, notice=notice, exception=exception, version=_redrafted(calendar, at)
        )
    _count_running(notice)


def take_back(notice: Notice, at: datetime) -> None:
    """The calendars without what the notice wrote; running cases follow as they did before."""
    closures = NoticeClosure.objects.filter(notice=notice, exception__revoked_at=None)
    for closure in closures.select_related("exception__calendar").order_by("exception__calendar__code"):
        CalendarException.objects.filter(pk=closure.exception_id).update(revoked_at=at)
        closure.version = _redrafted(closure.exception.calendar, at)
        closure.save(update_fields=["version"])
    _count_running(notice)


@dataclass(frozen=True)
class Following:
    """How far the running cases have come in following the hours of a notice."""

    total: int
    left: int

    @property
    def done(self) -> int:
        return self.total - self.left


def following_of(notice: Notice) -> Following | None:
    """None for a notice that has changed no hours."""
    if notice.following is None:
        return None
    # A case that was moved to another calendar meanwhile is nobody's loss: never more done than there were.
    return Following(notice.following, min(_left(notice), notice.following))


def _count_running(notice: Notice) -> None:
    notice.following = _left(notice)
    notice.save(update_fields=["following"])


def _left(notice: Notice) -> int:
    """Running cases that do not yet go by what the notice wrote last; a case has one service calendar of its region,
    and may be counted once more for each other one that its targets name.
    """
    closures = NoticeClosure.objects.filter(notice=notice, version__isnull=False).select_related("version")
    return sum(cases_behind(closure.version) for closure in closures if closure.version is not None)


def _redrafted(calendar: ServiceCalendar, at: datetime) -> CalendarVersion:
    """The calendar's newest version, with what was written down or taken out."""
    version = redraft(calendar, at=at)
    if version is None:
        return CalendarVersion.objects.filter(calendar=calendar).latest("number")
    mark_stale([calendar.code], at=at)
    return version


def _dated(told: Availability, wanted: Wanted) -> Dated:
    assert told.first is not None and told.last is not None
    words = wanted.wording
    reason = Words((words.title_en or words.title_de)[:REASON], (words.title_de or words.title_en)[:REASON])
    return Dated(told.first, told.last, told.opens, told.closes, reason)


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The UTC instant of a minute of a local day; 24:00 is the next midnight."""
    if minute == MIDNIGHT:
        day, minute = day + timedelta(days=1), 0
    return datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone).astimezone(UTC)
