"""The vendor grants or declines a proposed severity; the decision stays on the case (R26)."""

from datetime import datetime

from django.utils.translation import gettext as _

from cases.changing import changing
from cases.models import Case, CaseEvent, EventKind
from cases.refusals import Refused
from cases.severity import set_severity
from tenants.models import Membership


def decide_severity(case: Case, *, granted: bool, by: Membership, at: datetime) -> CaseEvent:
    """Decides the open proposal. A raise takes effect now, a reduction as if it had been so from the start
    (design: Severity). Raises Refused when nothing is proposed.
    """
    with changing(case, by=by, at=at) as change:
        case = change.case
        proposed, before = case.severity_proposed, case.severity
        if case.is_over:
            raise Refused(_("Case %(number)s is over. Reopen it first.") % {"number": case.number})
        if not proposed:
            raise Refused(_("No other severity is proposed on case %(number)s.") % {"number": case.number})
        case.severity_proposed = ""
        if granted:
            set_severity(case, proposed)
            case.severity_confirmed = proposed
        return change.record(
            EventKind.SEVERITY_DECIDED, severity=case.severity, before=before, proposed=proposed, granted=granted
        )
