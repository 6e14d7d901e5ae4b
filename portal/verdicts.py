"""The one sentence of a receipt: what was promised, and how it stands. In the reader's language and zone."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.happenings import Reader
from portal.instants import worded
from slas.milestones import Because, Milestone, State
from slas.terms import MilestoneKind

INITIAL, UPDATE, RESOLUTION = MilestoneKind.INITIAL_RESPONSE, MilestoneKind.NEXT_UPDATE, MilestoneKind.RESOLUTION
# By kind: to the partner, to the vendor's side. {at} is set in bold.
RUNNING = {
    INITIAL: (_("You hear from us first before {at}."), _("The initial response is due before {at}.")),
    UPDATE: (_("You hear from us again before {at}."), _("The next update is due before {at}.")),
    RESOLUTION: (_("We mean to have it solved before {at}."), _("The resolution is due before {at}.")),
}
PAUSED = {
    INITIAL: (_("This clock is paused."), _("This clock is paused.")),
    UPDATE: (
        _("It is your turn. Our clock has been paused since {at}."),
        _("It is the partner’s turn. The clock has been paused since {at}."),
    ),
    RESOLUTION: (
        _("It is your turn. Our clock has been paused since {at}."),
        _("It is the partner’s turn. The clock has been paused since {at}."),
    ),
}
MET = {
    INITIAL: (_("You heard from us first on {at}, in time."), _("The initial response was given on {at}, in time.")),
    UPDATE: (_("You heard from us again on {at}, in time."), _("The update was given on {at}, in time.")),
    RESOLUTION: (_("It was solved on {at}, in time."), _("The resolution was reached on {at}, in time.")),
}
LATE = {
    INITIAL: (_("We are late: you should have heard from us before {at}."), _("The initial response was due {at}.")),
    UPDATE: (_("We are late: you should have heard from us again before {at}."), _("The next update was due {at}.")),
    RESOLUTION: (_("We are late: we meant to have it solved before {at}."), _("The resolution was due {at}.")),
}
LATE_BUT_MET = {
    INITIAL: (
        _("You heard from us first on {at}. That was late: it was due {due}."),
        _("The initial response was given on {at}. That was late: it was due {due}."),
    ),
    UPDATE: (
        _("You heard from us again on {at}. That was late: it was due {due}."),
        _("The update was given on {at}. That was late: it was due {due}."),
    ),
    RESOLUTION: (
        _("It was solved on {at}. That was late: it was due {due}."),
        _("The resolution was reached on {at}. That was late: it was due {due}."),
    ),
}


def verdict(milestone: Milestone, reader: Reader) -> SafeString:
    """How a milestone stands at the reader's present, with its instants in bold."""
    state = milestone.state_at(reader.now)
    late_at = milestone.breached_at or milestone.due_at
    if state is State.BREACHED and milestone.over_at is None:
        return _said(LATE, milestone, reader, at=late_at)
    if state is State.BREACHED:
        return _said(LATE_BUT_MET, milestone, reader, at=milestone.over_at, due=late_at)
    if state is State.MET:
        return _said(MET, milestone, reader, at=milestone.met_at)
    if state is State.ENDED:
        return format_html("{}", _ended(milestone))
    if state is State.PAUSED:
        return _said(PAUSED, milestone, reader, at=milestone.paused_at)
    return _said(RUNNING, milestone, reader, at=milestone.due_at)


def _said(sentences: dict, milestone: Milestone, reader: Reader, **instants) -> SafeString:
    sentence = sentences[milestone.kind][0 if reader.partner else 1]
    bold = {name: format_html("<b>{}</b>", worded(instant, "binding")) for name, instant in instants.items() if instant}
    return format_html(str(sentence), **bold)


def _ended(milestone: Milestone) -> str:
    """Over without being met and without being missed."""
    match milestone.ended_by:
        case Because.RESOLVED:
            return gettext("This ended when the case was resolved.")
        case Because.CLOSED:
            return gettext("This ended when the case was closed.")
    return gettext("This ended when the severity changed.")


def rule(milestone: Milestone, amount: str, reader: Reader) -> str:
    """The promise itself in two sentences; `amount` is in words ("2 business hours")."""
    pauses = milestone.kind is not INITIAL
    if reader.partner:
        words = {
            INITIAL: gettext("For a case of severity %(severity)s you hear from us first in under %(amount)s."),
            UPDATE: gettext(
                "With severity %(severity)s you hear from us again in under %(amount)s after our last word."
            ),
            RESOLUTION: gettext("With severity %(severity)s we mean to have it solved in under %(amount)s."),
        }[milestone.kind]
        ours = gettext("Only the time in which we are open and it is our turn counts.")
        always = gettext("Only the time in which we are open counts, and it never pauses.")
    else:
        words = {
            INITIAL: gettext("Severity %(severity)s: the initial response in under %(amount)s."),
            UPDATE: gettext("Severity %(severity)s: the next update in under %(amount)s after the last one."),
            RESOLUTION: gettext("Severity %(severity)s: the resolution in under %(amount)s."),
        }[milestone.kind]
        ours = gettext("Only open time counts, and none while the case waits on the partner.")
        always = gettext("Only open time counts, and it never pauses.")
    given = words % {"severity": milestone.target.severity, "amount": amount}
    return f"{given} {ours if pauses else always}"
