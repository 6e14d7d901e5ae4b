"""The ball comes back to support: from the partner or from another department."""

from datetime import datetime

from django.utils.translation import gettext as _

from cases.changing import changing
from cases.models import Case, CaseEvent, EventKind, Status
from cases.refusals import Refused
from tenants.models import Membership


def take_back(case: Case, *, by: Membership, at: datetime) -> CaseEvent | None:
    """Sets the case to open; None when it was. Raises Refused for one that is over (that is reopening)."""
    with changing(case, by=by, at=at) as change:
        case = change.case
        if case.status == Status.OPEN:
            return None
        if case.is_over:
            raise Refused(_("Case %(number)s is over. Reopen it first.") % {"number": case.number})
        before, case.status, case.department = case.status, Status.OPEN, ""
        return change.record(EventKind.RETURNED, before=before)
