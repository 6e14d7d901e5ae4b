"""An internal note: only the vendor's people read it, and no clock moves."""

from collections.abc import Sequence
from datetime import datetime

from cases.change import Change
from cases.changing import changing
from cases.filing import Upload, file_all
from cases.models import Audience, Case, CaseEvent, EventKind, Message
from cases.models.case import Side
from cases.words import checked_text
from tenants.models import Membership


def note(case: Case, *, by: Membership, at: datetime, body: str, files: Sequence[Upload] = ()) -> CaseEvent:
    """Adds a note for the vendor's side. Raises Refused for an empty or too long text."""
    with changing(case, by=by, at=at) as change:
        message = internal_message(change, body=body, files=files)
        return change.record(EventKind.NOTED, audience=Audience.INTERNAL, message=message)


def internal_message(change: Change, *, body: str, files: Sequence[Upload] = ()) -> Message:
    """The words alone, for the verbs that give a reason for something more. Same refusals as `note`."""
    message = Message.objects.create(
        vendor_id=change.case.vendor_id,
        partner_id=change.case.partner_id,
        customer_id=change.case.customer_id,
        case=change.case,
        author=change.by,
        side=Side.VENDOR,
        audience=Audience.INTERNAL,
        body=checked_text(body, field="body"),
        at=change.at,
    )
    file_all(message, files)
    return message
