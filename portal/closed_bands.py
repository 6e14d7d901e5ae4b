"""Closed days between two instants, as one sentence each: "Closed Thu 17:00 to Tue 10:00: Good Friday, weekend"."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext

from portal.happenings import reason_in_words
from portal.instants import worded
from slas.clock import Clock, HorizonError, epoch, instant
from slas.closed import Stretch, stretches
from slas.receipt import Reason
from slas.terms import Why

# A night needs no band: the heading of the day says it.
SHORTEST = int(timedelta(hours=24).total_seconds())
# Its end is told as it was, not cut at the message that came before it.
LONGEST = int(timedelta(days=21).total_seconds())


def closed_between(clock: Clock, start: datetime, end: datetime) -> Iterator[str]:
    """The closed stretches of more than a day that begin between two aware instants."""
    first, last = epoch(start), epoch(end)
    try:
        parts = stretches(clock, first, last + LONGEST)
    except HorizonError:
        return
    for span in _spans(parts):
        if first < span[0].start < last and span[-1].end - span[0].start > SHORTEST:
            yield _sentence(span)


def _spans(parts: list[Stretch]) -> Iterator[list[Stretch]]:
    """Neighbouring closed parts."""
    span: list[Stretch] = []
    for part in parts:
        if part.why is not Why.OPEN:
            span.append(part)
        elif span:
            yield span
            span = []
    if span:
        yield span


def _sentence(span: list[Stretch]) -> str:
    told = [Reason(part.why, part.name) for part in span if part.why is not Why.CLOSED]
    reasons = dict.fromkeys(reason_in_words(reason) for reason in told)
    return gettext("Closed %(first)s to %(last)s: %(reasons)s") % {
        "first": worded(instant(span[0].start), "weekday"),
        "last": worded(instant(span[-1].end), "weekday"),
        "reasons": ", ".join(reasons) or gettext("outside the hours"),
    }
