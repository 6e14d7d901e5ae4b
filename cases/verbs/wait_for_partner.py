"""The ball goes to the partner: the clock of the next update pauses."""

from datetime import datetime

from django.utils.translation import gettext as _

from cases.changing import changing
from cases.models import Case, CaseEvent, EventKind, Status
from cases.refusals import Refused
from tenants.models import Membership


def wait_for_partner(case: Case, *, by: Membership, at: datetime) -> CaseEvent | None:
    """Sets the case to waiting on the partner; None when it was. Raises Refused for one that is over."""
    with changing(case, by=by, at=at) as change:
        case = change.case
        if case.status == Status.WAITING:
            return None
        if case.is_over:
            raise Refused(_("Case %(number)s is over. Reopen it first.") % {"number": case.number})
        case.status, case.department = Status.WAITING, ""
        return change.record(EventKind.WAITED)
