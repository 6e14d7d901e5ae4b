"""Severity is confirmed first, then triage goes on (R30)."""

from datetime import datetime

from django.utils.translation import gettext as _

from cases.changing import changing
from cases.models import Case, CaseEvent, EventKind
from cases.refusals import Refused
from cases.severity import set_severity
from tenants.models import Membership


def confirm_severity(case: Case, severity: str, *, by: Membership, at: datetime) -> CaseEvent | None:
    """Confirms the severity as reported, or as another one; None when it stands confirmed so already.

    Raises Refused for a severity that the case's policy does not have or does not allow in its environment, and for
    a case that is over.
    """
    with changing(case, by=by, at=at) as change:
        case = change.case
        if case.severity_confirmed == severity:
            return None
        if case.is_over:
            raise Refused(_("Case %(number)s is over. Reopen it first.") % {"number": case.number})
        if case.severity_proposed:
            raise Refused(_("Another severity is proposed for this case. Decide that first."), field="severity")
        before = case.severity
        set_severity(case, severity)
        case.severity_confirmed = severity
        return change.record(EventKind.SEVERITY_CONFIRMED, severity=severity, before=before)
