"""A manager has looked at an escalated case: its level goes down by one, or stays, with a note on why (R35)."""

from datetime import datetime

from django.utils.translation import gettext as _

from cases.changing import changing
from cases.escalating import waits_for_manager
from cases.models import Audience, Case, CaseEvent, EventKind
from cases.refusals import Refused
from cases.verbs.note import internal_message
from tenants.models import Membership


def deescalate(case: Case, *, by: Membership, at: datetime, body: str, lower: bool = True) -> CaseEvent:
    """Records that a manager has seen it, `body` as an internal note, and lowers the level by one if `lower`.

    A partner who asked for a manager is told that one has seen it. Raises Refused for an empty or too long note,
    and for a case that is not escalated.
    """
    with changing(case, by=by, at=at) as change:
        case = change.case
        asked = waits_for_manager(case)
        if not case.escalation_level and (lower or not asked):
            raise Refused(_("Case %(number)s is not escalated.") % {"number": case.number})
        before = case.escalation_level
        if lower:
            case.escalation_level -= 1
            case.escalated_at = change.at if case.escalation_level else None
        event = change.record(
            EventKind.DEESCALATED, audience=Audience.INTERNAL, message=internal_message(change, body=body),
            level=case.escalation_level, was=before,
        )  # fmt: skip
        if asked:
            change.record(EventKind.MANAGER_ANSWERED)
        return event
