"""Takes a notice back: a draft is thrown away, a published one is told to be void."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases.refusals import Refused
from notifications.models import Notice, NoticeKind, NoticePartner, NoticeState
from notifications.notices import support_hours
from notifications.notices.locking import locked
from tenants.models import Membership
from tenants.outbox import announce


@transaction.atomic
def withdraw_notice(notice: Notice, *, by: Membership, at: datetime) -> Notice | None:
    """None where it was withdrawn already. Raises Refused for one that has ended, and for support's hours that have
    begun: what the clocks have counted is not counted anew.
    """
    notice = locked(notice)
    if notice.state == NoticeState.WITHDRAWN:
        return None
    if notice.state == NoticeState.ENDED:
        raise Refused(_("It has ended. Correct it where it is wrong."))
    if notice.kind == NoticeKind.AVAILABILITY and notice.state == NoticeState.RUNNING:
        raise Refused(_("It has begun: what the clocks have counted stays. It ends by itself."))
    notice.state, notice.ended_at, notice.ended_by = NoticeState.WITHDRAWN, at, by
    notice.save()
    if notice.kind == NoticeKind.AVAILABILITY:
        support_hours.take_back(notice, at)
    if NoticePartner.objects.filter(notice=notice).exists():
        assert notice.current is not None
        announce("notice.withdrawn", notice.current, at)
    return notice
