"""A resolved or closed case is taken up again, by either side."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from cases.changing import changing
from cases.filing import Upload
from cases.models import Case, CaseEvent, EventKind, Status
from cases.refusals import Refused
from cases.verbs.say import add_message
from tenants.models import Membership


def reopen(case: Case, *, by: Membership, at: datetime, body: str = "", files: Sequence[Upload] = ()) -> CaseEvent:
    """Opens the case again, with what is still wrong. A partner has to say it. Raises Refused for one that is open."""
    with changing(case, by=by, at=at) as change:
        case = change.case
        if not case.is_over:
            raise Refused(_("Case %(number)s is open.") % {"number": case.number})
        case.status = Status.OPEN
        case.resolved_at = case.closed_at = case.close_due_at = None
        event = change.record(EventKind.REOPENED)
        if body or not by.is_vendor_side:
            add_message(change, body=body, files=files)
        return event
