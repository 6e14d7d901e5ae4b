"""The forecast in words: what partials/forecast.html shows beside a new case."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language, gettext

from cases.forecast import Forecast, forecast
from cases.terms import Terms
from portal.day_pictures import PictureInWords, picture_in_words
from portal.hours import calendar_in_words, now_in_words
from portal.instants import absolute, worded
from portal.promises import promise_in_words
from slas.clock import epoch
from slas.terms import Unit


@dataclass(frozen=True)
class ForecastInWords:
    """`due` is an aware UTC instant; `basis` names calendar, hours, zone and holidays."""

    due: datetime
    due_text: str
    due_long: str
    picture: PictureInWords
    why: str
    basis: str


def forecast_of(terms: Terms, severity: str, now: datetime) -> ForecastInWords | None:
    """What is promised if a case of this severity ("" for none yet) is received at the aware UTC instant `now`."""
    found = forecast(terms, severity, now) if severity else None
    return told(found, now) if found else None


def told(found: Forecast, now: datetime) -> ForecastInWords:
    """A forecast in the reader's language and zone."""
    zone = timezone.get_current_timezone_name()
    definition = found.clock.definition
    return ForecastInWords(
        due=found.due_at,
        due_text=absolute(found.due_at, now),
        due_long=gettext("%(day)s, your time (%(zone)s)") % {"day": worded(found.due_at, "day"), "zone": zone},
        picture=picture_in_words(found.receipt, found.clock, now, small=True),
        why=_why(found, now),
        basis=f"{definition.name.say(get_language() or 'en')}: {calendar_in_words(definition)}.",
    )


def _why(found: Forecast, now: datetime) -> str:
    target = found.milestone.target
    words = gettext("%(severity)s: in %(promise)s.") % {
        "severity": target.severity,
        "promise": promise_in_words(target.amount, found.clock.definition),
    }
    if found.clock.is_open(epoch(now)):
        return f"{words} {now_in_words(found.clock, now).text}."
    return f"{words} {_closed(found, now)}"


def _closed(found: Forecast, now: datetime) -> str:
    closed = now_in_words(found.clock, now).text
    if found.milestone.target.amount.unit is Unit.DAYS:
        return gettext("%(closed)s; it counts as received then.") % {"closed": closed}
    return gettext("%(closed)s; the count begins then.") % {"closed": closed}
