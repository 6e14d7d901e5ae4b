"""Instants in words, in the active language and time zone. Nothing here reads the clock: now is an argument.

Relative where fresh ("12 min ago"), absolute where binding ("Mon 10:00"), the zone in full() only.
"""

from datetime import date, datetime, timedelta

from babel.dates import format_date, format_datetime
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

# Babel patterns: en is written the British way, day before month, because times are 24 hours too.
PATTERNS = {
    "en": {
        "time": "HH:mm",
        "weekday": "EEE HH:mm",
        "near": "d MMMM, HH:mm",
        "far": "d MMMM y, HH:mm",
        "full": "EEEE d MMMM y, HH:mm",
        "day": "EEEE d MMMM",
        "far_day": "EEEE d MMMM y",
        "date": "d MMMM y",
        "binding": "EEEE d MMMM, HH:mm",
        "exact": "d MMM HH:mm",
        "brief": "d MMM",
        "far_brief": "d MMM y",
        "row": "EEE d MMM",
        "small_row": "EEE d",
        "name": "EEE",
        "month": "MMM y",
    },
    "de": {
        "time": "HH:mm",
        "weekday": "EEE HH:mm",
        "near": "d. MMMM, HH:mm",
        "far": "d. MMMM y, HH:mm",
        "full": "EEEE, d. MMMM y, HH:mm",
        "day": "EEEE, d. MMMM",
        "far_day": "EEEE, d. MMMM y",
        "date": "d. MMMM y",
        "binding": "EEEE, d. MMMM, HH:mm",
        "exact": "d. MMM HH:mm",
        "brief": "d. MMM",
        "far_brief": "d. MMM y",
        "row": "EEE d. MMM",
        "small_row": "EEE d.",
        "name": "EEE",
        "month": "MMM y",
    },
}
NEXT_TO_TODAY = {-1: _("yesterday %(time)s"), 0: _("today %(time)s"), 1: _("tomorrow %(time)s")}  # by days from it
LOCALES = {"en": "en_GB", "de": "de"}


def _language() -> str:
    code = (get_language() or "en")[:2]
    return code if code in PATTERNS else "en"


def _in_zone(instant: datetime, pattern: str) -> str:
    language = _language()
    return format_datetime(timezone.localtime(instant), PATTERNS[language][pattern], locale=LOCALES[language])


def clock_time(instant: datetime) -> str:
    """ "15:38" in the reader's zone."""
    return _in_zone(instant, "time")


def absolute(instant: datetime, now: datetime | None, *, short: bool = False) -> str:
    """ "today 13:17", "Thu 10:00", "2 April, 15:05", "2 April 2025, 15:05": for what binds. short: "2 Apr 15:05"."""
    if now is None:
        return _in_zone(instant, "far")
    local, today = timezone.localtime(instant), timezone.localtime(now).date()
    days = (local.date() - today).days
    if days in NEXT_TO_TODAY:
        return str(NEXT_TO_TODAY[days]) % {"time": _in_zone(instant, "time")}
    if abs(days) < 7:
        return _in_zone(instant, "weekday")
    near = "exact" if short else "near"
    return _in_zone(instant, near if local.year == today.year else "far")


def relative(instant: datetime, now: datetime | None) -> str:
    """ "12 min ago", "3 h ago" within a day, absolute() before that and for what is still to come."""
    if now is None or not timedelta(0) <= now - instant < timedelta(hours=24):
        return absolute(instant, now)
    minutes = int((now - instant).total_seconds() // 60)
    if minutes < 1:
        return gettext("just now")
    if minutes < 60:
        return gettext("%(count)d min ago") % {"count": minutes}
    return gettext("%(count)d h ago") % {"count": minutes // 60}


def brief(instant: datetime, now: datetime | None) -> str:
    """ "3 h ago" within a day, "Thu" within a week, "2 Apr", "2 Apr 2025": for columns that are scanned."""
    if now is None or timedelta(0) <= now - instant < timedelta(hours=24):
        return relative(instant, now)
    local, today = timezone.localtime(instant), timezone.localtime(now).date()
    if abs((local.date() - today).days) < 7:
        return _in_zone(instant, "name")
    return _in_zone(instant, "brief" if local.year == today.year else "far_brief")


def of_day(instant: datetime, now: datetime | None) -> str:
    """ "15:05", "09:12, 3 h ago" within a day: where the day itself stands above."""
    if now is None or not timedelta(0) <= now - instant < timedelta(hours=24):
        return clock_time(instant)
    return f"{clock_time(instant)}, {relative(instant, now)}"


def full(instant: datetime) -> str:
    """ "Tuesday 7 April 2026, 13:17 Europe/Berlin": the title of every <time>."""
    return f"{_in_zone(instant, 'full')} {timezone.get_current_timezone_name()}"


def day(value: date, now: datetime | None) -> str:
    """ "Thursday 2 April", "Today, Tuesday 7 April", with the year where it is another one.

    An aware datetime stands for its day in the reader's zone.
    """
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    language = _language()
    today = timezone.localtime(now).date() if now else None
    pattern = "day" if today and value.year == today.year else "far_day"
    words = format_date(value, PATTERNS[language][pattern], locale=LOCALES[language])
    return gettext("Today, %(day)s") % {"day": words} if value == today else words


def calendar_date(value: date) -> str:
    """ "31 December 2026": a date that has no time, such as a contract's end."""
    language = _language()
    return format_date(value, PATTERNS[language]["date"], locale=LOCALES[language])


def binding(instant: datetime) -> str:
    """ "Monday 30 March, 15:30 CEST": for what leaves the portal, where no hover tells the zone."""
    return f"{_in_zone(instant, 'binding')} {timezone.localtime(instant).tzname()}"


def worded(value: date, pattern: str) -> str:
    """A date, or an aware datetime in the reader's zone, by one of PATTERNS: "Fri 10" by small_row."""
    if isinstance(value, datetime):
        return _in_zone(value, pattern)
    language = _language()
    return format_date(value, PATTERNS[language][pattern], locale=LOCALES[language])
