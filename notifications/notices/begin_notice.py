"""A scheduled notice begins at its instant."""

from datetime import datetime

from django.db import transaction

from notifications.models import Notice, NoticeState
from notifications.notices.locking import locked
from notifications.notices.publish_notice import tell
from tenants.outbox import announce


@transaction.atomic
def begin_notice(notice: Notice, *, at: datetime) -> bool:
    """Does nothing where it has begun. One that was told ahead rings the bells; the others are told now."""
    notice = locked(notice)
    if notice.state != NoticeState.SCHEDULED or notice.starts_at is None or notice.starts_at > at:
        return False
    notice.state = NoticeState.RUNNING
    notice.save(update_fields=["state"])
    if notice.ahead:
        assert notice.current is not None
        announce("notice.begun", notice.current, notice.starts_at)
    else:
        tell(notice, at)
    return True
