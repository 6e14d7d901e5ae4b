"""A person of a partner has opened a notice, signed in."""

from datetime import datetime

from notifications.models import Delivery, Notice, NoticeRead, NoticeVersion
from tenants.models import Membership


def read_notice(notice: Notice, *, by: Membership, at: datetime) -> bool:
    """Marks the current version as read by a person of a partner, and their bell's lines on this notice; says
    whether they had not read it before. Runs on the vendor's side.
    """
    lines = Delivery.objects.bell_of(by).unread().filter(subject=NoticeVersion._meta.model_name)
    lines.filter(subject_id__in=NoticeVersion.objects.filter(notice=notice).values("pk")).update(read_at=at)
    if by.partner_id is None or notice.current_id is None:
        return False
    who = {"vendor_id": by.vendor_id, "partner_id": by.partner_id, "membership": by}
    row = NoticeRead(notice=notice, version_id=notice.current_id, at=at, **who)
    if NoticeRead.objects.filter(version_id=notice.current_id, membership=by).exists():
        return False
    NoticeRead.objects.bulk_create([row], ignore_conflicts=True)
    return True
