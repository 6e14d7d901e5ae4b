"""A manager takes a follow-up on."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases.refusals import Refused
from surveys.models import FollowUp
from tenants.models import Membership


def claim_follow_up(follow_up: FollowUp, *, by: Membership, at: datetime, instead_of: int | None = None) -> FollowUp:
    """`by` owns it from now on. instead_of: the membership that owned it when `by` decided so, None for nobody.

    Raises Refused where somebody else was quicker, or it is done.
    """
    with transaction.atomic():
        locked = FollowUp.objects.select_for_update(of=("self",)).select_related("owner").get(pk=follow_up.pk)
        if locked.done_at is not None:
            raise Refused(_("This is done already."))
        if locked.owner_id not in (by.pk, instead_of):
            name = locked.owner.name if locked.owner else _("Nobody")
            raise Refused(_("%(name)s has taken this meanwhile.") % {"name": name})
        if locked.owner_id != by.pk:
            locked.owner, locked.claimed_at = by, at
            locked.save(update_fields=["owner", "claimed_at"])
        return locked
