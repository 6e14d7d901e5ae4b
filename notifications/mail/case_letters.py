"""Letters on case events."""

from datetime import datetime

from cases.models import Case, CaseEvent, EventKind, Milestone, Status
from cases.models.milestone import name_of
from notifications.inbound.assuming import assumptions_of, missing_of
from notifications.mail import addresses, links
from notifications.mail.letters import Letter
from notifications.models import Delivery
from notifications.wording import title_of
from tenants.models import Membership
from tenants.roles import Role

# These stand in the subject too, so that they are seen among the others of their thread.
LOUD = {EventKind.WARNED, EventKind.BREACHED}


def write_case_letter(delivery: Delivery) -> Letter | None:
    """The letter on a case event; None where its reader does not see it (any more)."""
    reader = delivery.membership
    event = CaseEvent.objects.select_related("message", "by").filter(pk=delivery.subject_id).first()
    if event is None:
        return None
    # In its own query: a partner's scope may lose a case that it had.
    case = Case.objects.filter(pk=event.case_id).first()
    if case is None:
        return None
    event.case = case
    message = event.message if event.message and not event.message.redacted_at else None
    context = {
        "case": case,
        "event": event,
        "title": title_of(event, reader),
        "loud": event.kind in LOUD,
        "message": message,
        "files": [file.name for file in message.attachments.filter(redacted_at=None)] if message else [],
        "due": _due(case),
        "closes": _closes(event, reader),
        "missing": missing_of(case) if event.kind == EventKind.RECEIVED and event.by_id == reader.pk else [],
        "assumed": assumptions_of(case) if event.kind == EventKind.RECEIVED and event.by_id == reader.pk else [],
        "receipt": event.kind == EventKind.RECEIVED and event.by_id == reader.pk,
        "link": links.case_page(case, reader.vendor.slug, event),
        "answers": reader.role == Role.DESIGNATED_CONTACT,
    }
    reply = addresses.reply_to(case, reader) if context["answers"] else ""
    return Letter("case", context, reply_to=reply, thread=addresses.thread_id(case))


def _closes(event: CaseEvent, reader: Membership) -> datetime | None:
    """When a case that is marked as resolved closes without a word, for who may say one; None where nothing waits."""
    asks = event.kind == EventKind.RESOLVED and reader.role == Role.DESIGNATED_CONTACT
    return event.case.close_due_at if asks and event.case.status == Status.RESOLVED else None


def _due(case: Case) -> dict | None:
    """The clock that runs out next: {"name": "Initial response", "at": an aware UTC instant}; customers see none."""
    row = Milestone.objects.running().filter(case=case, due_at__isnull=False).order_by("due_at").first()
    return {"name": name_of(row.kind), "at": row.due_at} if row else None
