"""A case was closed: its contact will be asked how it went (R40)."""

from cases.models import CaseEvent, Status
from surveys.due import due_after
from surveys.models import Survey
from surveys.terms import terms_of


def plan_survey(event: CaseEvent) -> Survey | None:
    """The survey of the closing that `event` tells of, planned for the vendor's delay after it.

    Runs on the vendor's side. Safe to call again: one survey for a closing. None where the vendor asks nobody, the
    contact is no longer active, or the case was opened again meanwhile.
    """
    case, closing = event.case, event.data["closing"]
    terms = terms_of(case.vendor)
    over = case.status == Status.CLOSED and case.closings == closing
    if not (terms.enabled and over and case.contact.active):
        return None
    return Survey.objects.get_or_create(
        vendor_id=case.vendor_id,
        case=case,
        closing=closing,
        defaults={
            "partner_id": case.partner_id,
            "membership_id": case.contact_id,
            "owner_id": case.owner_id,
            "invite_at": due_after(case, event.at, terms.delay),
        },
    )[0]
