"""Hands the case to another department (R28, R34, R37, R51). The vendor keeps the ball: no clock pauses."""

from datetime import datetime

from django.utils.translation import gettext as _

from cases.changing import changing
from cases.departments import hand_over
from cases.models import Case, CaseEvent, Status
from cases.refusals import Refused
from tenants.models import ListEntry, Membership


def refer(case: Case, department: str, *, by: Membership, at: datetime) -> CaseEvent | None:
    """Sets the case to "with another department", a code of the vendor's list; None when it was there already.

    Raises Refused for an unknown department and for a case that is over.
    """
    with changing(case, by=by, at=at) as change:
        case = change.case
        if case.status == Status.REFERRED and case.department == department:
            return None
        if case.is_over:
            raise Refused(_("Case %(number)s is over. Reopen it first.") % {"number": case.number})
        listed = ListEntry.objects.filter(list=ListEntry.Name.DEPARTMENT, code=department, active=True)
        if not listed.exists():
            raise Refused(_("Choose a department from the list."), field="department")
        return hand_over(change, department)
