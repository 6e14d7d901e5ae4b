"""The main figures of a span, beside those of the span before: the same on the page, in the CSV and in the mail."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.figures import asking
from cases.figures.asking import Row, Scope, Spreads, median, net
from cases.figures.periods import Period
from cases.figures.words import hours, in_hours, number, percent, share
from cases.models.figures import Side, What
from slas.terms import MilestoneKind

Value = int | float | None


@dataclass(frozen=True)
class Summary:
    """Counts, percentages rounded down, and seconds. None where there was nothing to reckon with."""

    received: int
    resolved: int
    open: int  # when the span was over
    initial: int | None
    update: int | None
    answered: float | None  # the median of business seconds until the initial response


@dataclass(frozen=True)
class Figure:
    """One of the main figures in words. change: "up", "down" or ""; values are for spreadsheets, times in hours."""

    code: str
    label: str
    text: str
    before: str
    change: str
    value: Value
    value_before: Value


def summarise(rows: Iterable[Row], backlog: int, spreads: Spreads) -> Summary:
    """rows: the sums of one span; backlog: the open cases when it began; spreads: its durations."""
    found: Counter = Counter()
    for row in rows:
        found[row.what, row.kind] += row.sum.number
        backlog += net(row)

    def in_time(kind: MilestoneKind) -> int | None:
        met = found[What.MET, kind]
        return share(met, met + found[What.LATE, kind])

    return Summary(
        received=found[What.RECEIVED, ""],
        resolved=found[What.RESOLVED, ""],
        open=backlog,
        initial=in_time(MilestoneKind.INITIAL_RESPONSE),
        update=in_time(MilestoneKind.NEXT_UPDATE),
        answered=median(spreads, What.ANSWERED, Side.VENDOR),
    )


def summaries(scope: Scope, span: Period) -> tuple[Summary, Summary]:
    """Of a span and of the one before it, from the daily sums."""
    rows = asking.sums(scope, [span.before, span])
    before, during = asking.spreads(scope, span.before, span)
    then = summarise([row for row in rows if row.piece == 0], asking.backlog(scope, span.before.start), before)
    return summarise([row for row in rows if row.piece == 1], asking.backlog(scope, span.start), during), then


def main_figures(now: Summary, then: Summary) -> list[Figure]:
    """In the reader's language, in the order of the page."""
    return [
        _figure("received", _("Received"), now.received, then.received, number),
        _figure("resolved", _("Resolved"), now.resolved, then.resolved, number),
        _figure("open", _("Open at the end"), now.open, then.open, number),
        _figure("initial", _("Initial responses in time"), now.initial, then.initial, percent),
        _figure("update", _("Next updates in time"), now.update, then.update, percent),
        _figure("answered", _("Median until the initial response"), now.answered, then.answered, hours),
    ]


def _figure(code: str, label: str, now: Value, then: Value, words: Callable) -> Figure:
    change = "" if now is None or then is None or now == then else "up" if now > then else "down"
    value, before = (in_hours(now), in_hours(then)) if words is hours else (now, then)
    return Figure(code, label, words(now), words(then), change, value, before)
