"""Receipts in words: the contexts of partials/receipt_lines.html and partials/day_picture.html.

The reader's language and time zone are the active ones. Lines follow the receipt interval by interval; their
amounts are whole minutes that add up to the total, because each is the difference of two rounded sums.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext

from portal.amounts import duration, tally
from portal.instants import absolute, clock_time, worded
from slas.milestones import Because, Milestone
from slas.receipt import Line, Reason, Receipt
from slas.terms import Why

# Beyond that a weekday's name would be ambiguous.
WEEK = timedelta(days=6)


@dataclass(frozen=True)
class Reader:
    """For whom the words are: the partner (or its customer), or the vendor's side. now is an aware UTC instant."""

    partner: bool
    now: datetime


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
            receipt.lines, _spans(receipt, large), _happenings(receipt, milestone, reader), strict=True
        )
        # A panel says what is still to come below its table, as what is left.
        if large or _code(line) is not Why.AHEAD
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


def _happenings(receipt: Receipt, milestone: Milestone, reader: Reader) -> Iterator[str]:
    lines = receipt.lines
    for number, line in enumerate(lines):
        before = lines[number - 1] if number else None
        after = lines[number + 1] if number + 1 < len(lines) else None
        what = _begun(milestone, line, reader) if before is None else _why(line, before, reader)
        yield _until(what, line, after, milestone)


def _begun(milestone: Milestone, line: Line, reader: Reader) -> str:
    """The first line: what started the milestone."""
    cause = _cause(milestone.started_by, reader)
    if line.counted_seconds:
        return gettext("%(cause)s, and the count began") % {"cause": cause}
    if _code(line) is Why.PAUSED:
        return gettext("%(cause)s; the count waits") % {"cause": cause}
    if _code(line) is Why.BEFORE_DECISION:
        return gettext("%(cause)s; counted anew from the decision on") % {"cause": cause}
    return gettext("%(cause)s; closed: %(reasons)s") % {"cause": cause, "reasons": _reasons(line)}


def _cause(because: Because, reader: Reader) -> str:
    match because:
        case Because.RECEIVED:
            return gettext("You sent the case") if reader.partner else gettext("The case was received")
        case Because.VENDOR_SPOKE:
            return gettext("We wrote to you") if reader.partner else gettext("Message to the partner")
        case Because.REOPENED:
            return gettext("The case was reopened")
    return gettext("The severity changed")


def _why(line: Line, before: Line, reader: Reader) -> str:
    match _code(line):
        case Why.OPEN if _code(before) is Why.PAUSED:
            return _returned(reader)
        case Why.OPEN if _code(before) is Why.BEFORE_DECISION:
            return gettext("Counted anew from the decision on the severity")
        case Why.OPEN:
            return pgettext("receipt", "Open")
        case Why.AHEAD:
            return gettext("Open, still to come")
        case Why.PAUSED:
            if reader.partner:
                return gettext("Paused: we asked you and waited")
            return gettext("Paused: waited on the partner")
        case Why.BEFORE_DECISION:
            return gettext("Before the decision on the severity")
        case Why.AFTER:
            return gettext("After the due time")
    return gettext("Closed: %(reasons)s") % {"reasons": _reasons(line)}


def _returned(reader: Reader) -> str:
    if reader.partner:
        return gettext("You answered, and the count went on")
    return gettext("The partner answered, and the count went on")


def _until(what: str, line: Line, after: Line | None, milestone: Milestone) -> str:
    if not line.counted_seconds:
        return what
    if after is not None and _code(after) is Why.AHEAD and _code(line) is Why.OPEN:
        return gettext("%(what)s, until now") % {"what": what}
    if after is None and milestone.met_at and line.end >= milestone.met_at.replace(microsecond=0):
        return gettext("%(what)s, until it was met") % {"what": what}
    return what


def _code(line: Line) -> Why:
    return line.reasons[0].code


def _reasons(line: Line) -> str:
    return ", ".join(reason_in_words(reason) for reason in line.reasons)


def reason_in_words(reason: Reason) -> str:
    """Why nothing counts: the holiday's or closure's own name, or "weekend", "outside the hours"."""
    if reason.name is not None:
        return reason.name.say(get_language() or "en")
    words = {
        Why.WEEKEND: gettext("weekend"),
        Why.HOLIDAY: gettext("public holiday"),
        Why.CLOSURE: gettext("closed by notice"),
        Why.PAUSED: gettext("paused"),
    }
    return words.get(reason.code, gettext("outside the hours"))


def _totals(receipt: Receipt, milestone: Milestone, reader: Reader, amounts: _Amounts) -> Iterator[Total]:
    used = sum(line.counted_seconds for line in receipt.lines if _code(line) is not Why.AHEAD)
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
