"""Letters on case events."""

from datetime import datetime

from cases.models import Case, CaseEvent, EventKind, Milestone, Offer, Status
from cases.models.milestone import name_of
from cases.offers import terms_in_words
from notifications.inbound.assuming import assumptions_of, missing_of
from notifications.mail import addresses, links
from notifications.mail.letters import Letter
from notifications.models import Delivery
from notifications.offer_audience import OFFERS
from notifications.one_act import set_with
from notifications.wording import title_of
from tenants.models import Membership
from tenants.roles import Role

# These stand in the subject too, so that they are seen among the others of their thread.
LOUD = {EventKind.WARNED, EventKind.BREACHED}


def write_case_letter(delivery: Delivery) -> Letter | None:
    """The letter on a case event; None where its reader does not see it (any more)."""
    reader = delivery.membership
    # A partner's scope may lose a case that it had: then the event is gone with it.
    found = CaseEvent.objects.select_related("case", "message", "by").filter(pk=delivery.subject_id)
    if (event := next(iter(found), None)) is None:
        return None
    case, along = event.case, set_with([event]).get(event.pk)
    message = event.message if event.message and not event.message.redacted_at else None
    context = {
        "case": case,
        "event": event,
        "title": title_of(event, reader, along),
        "loud": event.kind in LOUD,
        "message": message,
        "files": [file.name for file in message.attachments.filter(redacted_at=None)] if message else [],
        "due": _due(case),
        "closes": _closes(along or event, case, reader),
        "missing": missing_of(case) if event.kind == EventKind.RECEIVED and event.by_id == reader.pk else [],
        "assumed": assumptions_of(case) if event.kind == EventKind.RECEIVED and event.by_id == reader.pk else [],
        "receipt": event.kind == EventKind.RECEIVED and event.by_id == reader.pk,
        "terms": _terms(event),
        "offered": event.kind == EventKind.OFFERED,
        "link": links.case_page(case, reader.vendor.slug, event),
        "answers": reader.role == Role.DESIGNATED_CONTACT,
    }
    reply = addresses.reply_to(case, reader) if context["answers"] else ""
    return Letter("case", context, reply_to=reply, thread=addresses.thread_id(case))


def _terms(event: CaseEvent) -> str:
    """What an offer costs, "" for every other event."""
    offer = Offer.objects.filter(pk=event.data["offer"]).first() if event.kind in OFFERS else None
    return terms_in_words(offer) if offer else ""


def _closes(event: CaseEvent, case: Case, reader: Membership) -> datetime | None:
    """When a case that is marked as resolved closes without a word, for who may say one; None where nothing waits."""
    asks = event.kind == EventKind.RESOLVED and reader.role == Role.DESIGNATED_CONTACT
    return case.close_due_at if asks and case.status == Status.RESOLVED else None


def _due(case: Case) -> dict | None:
    """The clock that runs out next: {"name": "Initial response", "at": an aware UTC instant}; customers see none."""
    rows = Milestone.objects.running().filter(case=case, due_at__isnull=False).order_by("due_at")
    first = rows.values_list("kind", "due_at").first()
    return {"name": name_of(first[0]), "at": first[1]} if first else None
