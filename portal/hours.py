"""Calendars in words: when a vendor is there, now and usually. In the reader's language and time zone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel import Locale
from django.utils import timezone
from django.utils.translation import get_language, gettext

from portal.happenings import reason_in_words
from portal.instants import LOCALES, absolute, clock_time
from slas.calendars import MIDNIGHT, CalendarDefinition, Span
from slas.calendars import clock_time as minute_time
from slas.clock import Clock, HorizonError, epoch, instant
from slas.closed import stretches
from slas.receipt import Reason
from slas.terms import Why

# Longer than any stretch of closed days; what is open beyond it is open around the clock.
LOOK_AHEAD = timedelta(days=21)
AROUND_THE_CLOCK: tuple[Span, ...] = ((0, MIDNIGHT),)


@dataclass(frozen=True)
class Now:
    """Whether a calendar is open at an instant, and how long still, in one sentence."""

    is_open: bool
    text: str


def now_in_words(clock: Clock, now: datetime) -> Now:
    """ "Open until 17:00", "Closed until Mon 08:00 (Easter Monday)". `now` is an aware UTC instant."""
    try:
        return _now_in_words(clock, now)
    except HorizonError:
        return Now(False, gettext("The calendar does not reach this day"))


def _now_in_words(clock: Clock, now: datetime) -> Now:
    parts = stretches(clock, epoch(now), epoch(now + LOOK_AHEAD))
    first = parts[0]
    if first.why is Why.OPEN:
        if first.end == epoch(now + LOOK_AHEAD):
            return Now(True, gettext("Open around the clock"))
        closes = instant(first.end)
        same_day = timezone.localtime(closes).date() == timezone.localtime(now).date()
        words = clock_time(closes) if same_day else absolute(closes, now)
        return Now(True, gettext("Open until %(time)s") % {"time": words})
    opens = absolute(instant(clock.next_opening(epoch(now))), now)
    if first.why in (Why.CLOSED, Why.WEEKEND):
        return Now(False, gettext("Closed until %(time)s") % {"time": opens})
    words = gettext("Closed until %(time)s: %(reason)s")
    return Now(False, words % {"time": opens, "reason": reason_in_words(Reason(first.why, first.name))})


def calendar_in_words(definition: CalendarDefinition) -> str:
    """ "Monday to Friday, 08:00 to 17:00, Europe/Berlin, closed on public holidays (Germany)"."""
    parts = [hours_in_words(definition.hours), definition.zone]
    if definition.holidays:
        country = Locale.parse(_locale()).territories.get(definition.holidays.country, definition.holidays.country)
        closing = gettext("closed on public holidays (%(country)s)")
        working = gettext("open on public holidays too")
        parts.append(closing % {"country": country} if definition.holidays.close else working)
    return ", ".join(parts)


def knows_no_night(hours: tuple[tuple[Span, ...], ...]) -> bool:
    """Whether every day that is open at all is open around the clock."""
    return {spans for spans in hours if spans} == {AROUND_THE_CLOCK}


def hours_in_words(hours: tuple[tuple[Span, ...], ...]) -> str:
    """Seven weekdays as "Monday to Friday, 08:00 to 17:00; Saturday, 09:00 to 12:00"."""
    if all(spans == AROUND_THE_CLOCK for spans in hours):
        return gettext("every day, 24 hours a day")
    groups: list[tuple[int, int, tuple[Span, ...]]] = []
    for weekday, spans in enumerate(hours):
        if groups and groups[-1][1] == weekday - 1 and groups[-1][2] == spans:
            groups[-1] = (groups[-1][0], weekday, spans)
        else:
            groups.append((weekday, weekday, spans))
    told = [f"{_weekdays(first, last)}, {_spans(spans)}" for first, last, spans in groups if spans]
    return "; ".join(told) or gettext("only by arrangement")


def holidays_in_words(definition_holidays: list[dict], years: tuple[int, ...]) -> list[dict]:
    """The holidays of a calendar version's row in these years: [{day: date, name}]."""
    language = "de" if (get_language() or "").startswith("de") else "en"
    rows = [{"day": date.fromisoformat(row["day"]), "name": row["name"][language]} for row in definition_holidays]
    return [row for row in rows if row["day"].year in years]


def _spans(spans: tuple[Span, ...]) -> str:
    if spans == AROUND_THE_CLOCK:
        return gettext("24 hours a day")
    words = gettext("%(opens)s to %(closes)s")
    return ", ".join(words % {"opens": minute_time(opens), "closes": minute_time(closes)} for opens, closes in spans)


def _weekdays(first: int, last: int) -> str:
    names = Locale.parse(_locale()).days["format"]["wide"]
    if first == last:
        return names[first]
    words = gettext("%(first)s to %(last)s")
    return words % {"first": names[first], "last": names[last]}


def _locale() -> str:
    return LOCALES["de" if (get_language() or "").startswith("de") else "en"]
