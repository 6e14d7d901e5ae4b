"""Names the Case Owner, at triage or later (R27, R29). The partner sees who it is."""

from datetime import datetime

from django.utils.translation import gettext as _

from cases.changing import changing
from cases.models import Case, CaseEvent, EventKind, Status
from cases.refusals import Refused
from tenants.models import Membership


def assign_owner(case: Case, owner: Membership, *, by: Membership, at: datetime) -> CaseEvent | None:
    """Makes `owner` the Case Owner. A new case is thereby open. None when that was so already.

    Raises Refused for a closed case, and for somebody who cannot own cases of this vendor.
    """
    with changing(case, by=by, at=at) as change:
        case = change.case
        if case.owner_id == owner.pk:
            return None
        if case.status == Status.CLOSED:
            raise Refused(_("Case %(number)s is closed. Reopen it first.") % {"number": case.number})
        if not Membership.objects.case_owners().filter(pk=owner.pk, vendor_id=case.vendor_id).exists():
            raise Refused(_("%(name)s cannot own cases.") % {"name": owner.name}, field="owner")
        before, case.owner = case.owner_id, owner
        if case.status == Status.NEW:
            case.status = Status.OPEN
        return change.record(EventKind.OWNED, owner=owner.pk, before=before)
