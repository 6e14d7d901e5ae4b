"""The end of a case: by the partner's word, by the vendor, or by itself some business days after it was resolved."""

from datetime import datetime

from cases.changing import changing
from cases.models import Case, CaseEvent, EventKind, Status
from cases.verbs.end_offer import withdraw_with_case
from tenants.models import Membership


def close(case: Case, *, by: Membership | None, at: datetime) -> CaseEvent | None:
    """Closes the case, and with it an offer that nobody has answered (R51); `by` None is the sweep. None when it was
    closed, or when the sweep comes for a case whose day has moved.
    """
    with changing(case, by=by, at=at) as change:
        case = change.case
        if case.status == Status.CLOSED:
            return None
        if by is None and (case.close_due_at is None or case.close_due_at > change.at):
            return None
        withdraw_with_case(change)
        case.status, case.department = Status.CLOSED, ""
        case.closed_at, case.close_due_at = change.at, None
        case.closings += 1
        return change.record(EventKind.CLOSED, closing=case.closings)
