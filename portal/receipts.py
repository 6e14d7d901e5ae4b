"""Receipts in words: the contexts of partials/receipt_lines.html and partials/day_picture.html.

The reader's language and time zone are the active ones. Lines follow the receipt interval by interval; their
amounts are whole minutes that add up to the total, because each is the difference of two rounded sums.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext

from portal.amounts import duration, tally
from portal.happenings import Reader, code_of, happenings
from portal.instants import absolute, clock_time, worded
from slas.milestones import Milestone
from slas.receipt import Line, Receipt
from slas.terms import Why

# Beyond that a weekday's name would be ambiguous.
WEEK = timedelta(days=6)


@dataclass(frozen=True)
class LineInWords:
    span: str
    what: str
    amount: str
    counts: bool
    href: str = ""


@dataclass(frozen=True)
class Total:
    label: str
    amount: str


@dataclass(frozen=True)
class Sum:
    """What partials/receipt_lines.html draws."""

    lines: tuple[LineInWords, ...]
    totals: tuple[Total, ...]


def sum_in_words(receipt: Receipt, milestone: Milestone, reader: Reader, *, large: bool = True) -> Sum:
    """The table of a receipt: large for a page of its own ("14 min"), otherwise for a panel ("0:14")."""
    amounts = _Amounts(receipt, large)
    lines = tuple(
        LineInWords(span, what, amounts.of(line), bool(line.counted_seconds))
        for line, span, what in zip(
            receipt.lines, _spans(receipt, large), happenings(receipt, milestone, reader), strict=True
        )
        # A panel says what is still to come below its table, as what is left.
        if large or code_of(line) is not Why.AHEAD
    )
    return Sum(lines, tuple(_totals(receipt, milestone, reader, amounts)))


def minutes_up(seconds: int) -> int:
    """Seconds rounded up to whole minutes, so that what is used is never told as less."""
    return -(-seconds // 60) * 60


class _Amounts:
    """Amounts of lines, told so that they add up."""

    def __init__(self, receipt: Receipt, large: bool):
        self.tell, self.none = (duration, gettext("none")) if large else (tally, tally(0))
        self.seen = 0

    def of(self, line: Line) -> str:
        if not line.counted_seconds:
            return self.none
        before, self.seen = self.seen, self.seen + line.counted_seconds
        return self.tell(minutes_up(self.seen) - minutes_up(before))


def _spans(receipt: Receipt, large: bool) -> Iterator[str]:
    """ "Thu 15:38 to 15:52" on a page, "15:38–15:52" in a panel where the line before tells the day."""
    lines = receipt.lines
    dated = bool(lines) and lines[-1].end - lines[0].start > WEEK
    before = None
    for line in lines:
        begin, end = timezone.localtime(line.start), timezone.localtime(line.end)
        told = large or before != begin.date()
        first = worded(line.start, "exact" if dated else "weekday") if told else clock_time(line.start)
        last = worded(line.end, "exact" if dated else "weekday")
        if begin.date() == end.date():
            last = clock_time(line.end)
        yield gettext("%(first)s to %(last)s") % {"first": first, "last": last} if large else f"{first}–{last}"
        before = end.date()


def _totals(receipt: Receipt, milestone: Milestone, reader: Reader, amounts: _Amounts) -> Iterator[Total]:
    used = sum(line.counted_seconds for line in receipt.lines if code_of(line) is not Why.AHEAD)
    used, budget = minutes_up(used), minutes_up(receipt.budget_seconds)
    if milestone.over_at is None and milestone.due_at is not None:
        words = gettext("Together, and so due %(due)s")
        if amounts.tell is tally:
            yield Total(gettext("Used of %(budget)s") % {"budget": tally(budget)}, tally(used))
            words = gettext("Left, until %(due)s")
            budget -= used
        if milestone.due_at > reader.now or amounts.tell is duration:
            yield Total(words % {"due": absolute(milestone.due_at, reader.now)}, amounts.tell(budget))
        return
    yield Total(gettext("Used of %(budget)s") % {"budget": amounts.tell(budget)}, amounts.tell(used))
    if not milestone.breached_at and not milestone.ended_at:
        words = gettext("To spare") if milestone.met_at else gettext("Left, when the count goes on")
        yield Total(words, amounts.tell(budget - used))
