"""The vendor holds the case for solved: the partner confirms, or it closes by itself."""

from datetime import datetime

from django.utils.translation import gettext as _

from cases.changing import changing
from cases.closing import close_due_at
from cases.models import Case, CaseEvent, EventKind, Status
from cases.refusals import Refused
from tenants.models import ListEntry, Membership


def resolve(case: Case, *, by: Membership, at: datetime, cause: str = "") -> CaseEvent | None:
    """Sets the case to resolved; None when it was. `cause` is a code of the vendor's list (R36), "" leaves it.

    It closes after the vendor's number of business days without the partner's word. Raises Refused for a closed
    case, and for a cause that is not in the list.
    """
    with changing(case, by=by, at=at) as change:
        case = change.case
        if case.status == Status.RESOLVED:
            return None
        if case.status == Status.CLOSED:
            raise Refused(_("Case %(number)s is closed already.") % {"number": case.number})
        if cause and not ListEntry.objects.filter(list=ListEntry.Name.CAUSE, code=cause, active=True).exists():
            raise Refused(_("Choose a cause from the list."), field="cause")
        case.cause = cause or case.cause
        case.status, case.department = Status.RESOLVED, ""
        case.resolved_at, case.close_due_at = change.at, close_due_at(case, change.at)
        return change.record(EventKind.RESOLVED, cause=case.cause, closes=case.close_due_at.isoformat())
