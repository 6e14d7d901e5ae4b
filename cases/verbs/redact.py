"""Blanks a message and its files: a pasted password, a person's data. The events stay."""

from datetime import datetime
from functools import partial

from django.db import transaction

from cases.changing import changing
from cases.models import Audience, CaseEvent, EventKind, Message
from tenants.models import Membership


def redact(message: Message, *, by: Membership, at: datetime) -> CaseEvent | None:
    """Removes the words and files of a message for everybody; None when that was done already."""
    with changing(message.case, by=by, at=at) as change:
        locked = Message.objects.select_for_update().get(pk=message.pk)
        if locked.redacted_at:
            return None
        locked.body, locked.quoted, locked.sections, locked.redacted_at = "", "", [], change.at
        locked.save(update_fields=["body", "quoted", "sections", "redacted_at"])
        for attachment in locked.attachments.filter(redacted_at__isnull=True):
            # The file goes when the row says so for good: a rollback must not find it gone.
            transaction.on_commit(partial(attachment.file.storage.delete, str(attachment.file.name)))
            attachment.redacted_at, attachment.name = change.at, ""
            attachment.save(update_fields=["redacted_at", "name"])
        return change.record(EventKind.REDACTED, audience=Audience(locked.audience), message=locked)
