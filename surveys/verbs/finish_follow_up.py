"""A follow-up is done: how it went, in a few words (R42)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases.refusals import Refused
from cases.words import checked_text
from surveys.models import FollowUp, Outcome
from tenants.models import Membership


def finish_follow_up(follow_up: FollowUp, *, by: Membership, at: datetime, outcome: str, note: str) -> FollowUp:
    """Who does it owns it, where nobody did. Raises Refused for one that is done, and without outcome or note."""
    with transaction.atomic():
        locked = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
        if locked.done_at is not None:
            raise Refused(_("This is done already."))
        if outcome not in Outcome.of_people():
            raise Refused(_("Choose how it went."), field="outcome")
        locked.note = checked_text(note, field="note")
        locked.outcome, locked.done_at, locked.done_by = outcome, at, by
        if locked.owner_id is None:
            locked.owner, locked.claimed_at = by, at
        locked.save(update_fields=["note", "outcome", "done_at", "done_by", "owner", "claimed_at"])
        return locked
