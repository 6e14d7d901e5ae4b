"""What happened, line by line of a receipt, in words for each side. In the reader's language."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language, gettext, pgettext

from slas.milestones import Because, Milestone
from slas.receipt import Line, Reason, Receipt
from slas.terms import Why


@dataclass(frozen=True)
class Reader:
    """For whom the words are: the partner (or its customer), or the vendor's side. now is an aware UTC instant."""

    partner: bool
    now: datetime


def happenings(receipt: Receipt, milestone: Milestone, reader: Reader) -> Iterator[str]:
    """What happened in each line of a receipt, in order."""
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
    if code_of(line) is Why.PAUSED:
        return gettext("%(cause)s; the count waits") % {"cause": cause}
    if code_of(line) is Why.BEFORE_DECISION:
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
    match code_of(line):
        case Why.OPEN if code_of(before) is Why.PAUSED:
            return _returned(reader)
        case Why.OPEN if code_of(before) is Why.BEFORE_DECISION:
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
    if after is not None and code_of(after) is Why.AHEAD and code_of(line) is Why.OPEN:
        return gettext("%(what)s, until now") % {"what": what}
    if after is None and milestone.met_at and line.end >= milestone.met_at.replace(microsecond=0):
        return gettext("%(what)s, until it was met") % {"what": what}
    return what


def code_of(line: Line) -> Why:
    """Why a line counts or not: the first of its reasons."""
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
