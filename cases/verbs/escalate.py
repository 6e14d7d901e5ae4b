"""Escalates a case to management: by the Case Owner, with a reason (R28), or because the partner asks for it (R35)."""

from datetime import datetime

from django.utils.translation import gettext as _

from cases.change import Change
from cases.changing import changing
from cases.escalating import raise_level, waits_for_manager
from cases.models import Case, CaseEvent, EventKind, Status
from cases.refusals import Refused
from cases.verbs.note import internal_message
from cases.verbs.say import add_message
from tenants.models import Membership

WITH_VENDOR = (Status.NEW, Status.OPEN, Status.REFERRED)


def escalate(case: Case, *, by: Membership, at: datetime, body: str, asked: bool = False) -> CaseEvent:
    """Raises the level by one. `body` is the reason: an internal message, or a public one where it is `asked` for.

    The partner may ask while the case is with the vendor, and again only when a manager has answered. At the
    highest level the partner's wish is recorded all the same. Raises Refused for a case that is over, at the
    highest level, and where the partner has asked already.
    """
    with changing(case, by=by, at=at) as change:
        if change.case.is_over:
            raise Refused(_("Case %(number)s is over. Reopen it first.") % {"number": change.case.number})
        return _asked(change, body) if asked else _raised(change, body)


def _raised(change: Change, body: str) -> CaseEvent:
    event = raise_level(change, by_nobody=False, reason=internal_message(change, body=body))
    if event is None:
        raise Refused(_("The case is at the highest level already."))
    return event


def _asked(change: Change, body: str) -> CaseEvent:
    if change.case.status not in WITH_VENDOR:
        raise Refused(_("The case waits on you: answer first, then ask for a manager."))
    if waits_for_manager(change.case):
        raise Refused(_("A manager has been asked already, and has not answered yet."))
    said = add_message(change, body=body)
    event = change.record(EventKind.MANAGER_ASKED, message=said.message)
    raise_level(change)
    return event
