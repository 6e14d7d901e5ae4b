"""Writes a notice down, or down anew, for nobody but the vendor's side."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases.refusals import Refused
from notifications.models import Notice, NoticeAudience, NoticeKind, NoticeState, NoticeVersion
from notifications.notices.checking import check_draft, clean
from notifications.notices.locking import locked
from notifications.notices.wanted import Audience, Wanted
from slas.calendars import MIDNIGHT
from tenants.models import Membership


@transaction.atomic
def draft_notice(wanted: Wanted, *, by: Membership, at: datetime, notice: Notice | None = None) -> Notice:
    """A new draft, or `notice` with what is wanted now. Raises Incomplete for what is wrong, and Refused for a
    notice that is published: that one is corrected.
    """
    check_draft(wanted, at)
    if notice is None:
        notice = Notice(vendor_id=by.vendor_id, created_at=at, created_by=by)
    else:
        notice = locked(notice)
    if notice.state != NoticeState.DRAFT:
        raise Refused(_("This notice is published. Correct it: what was told stays readable."))
    _take(notice, wanted)
    notice.save()
    _write(notice, wanted, by)
    _aim(notice, wanted.audience)
    return notice


def _take(notice: Notice, wanted: Wanted) -> None:
    told = wanted.availability if wanted.kind == NoticeKind.AVAILABILITY else None
    notice.kind, notice.ahead = wanted.kind, wanted.ahead
    notice.starts_at = None if told else wanted.starts_at
    notice.ends_at = None if told else wanted.ends_at
    notice.products = list(wanted.audience.products)
    notice.hours = told.hours if told else ""
    notice.first_day, notice.last_day = (told.first, told.last) if told else (None, None)
    notice.from_minute, notice.to_minute = (told.opens, told.closes) if told else (0, MIDNIGHT)


def _write(notice: Notice, wanted: Wanted, by: Membership) -> None:
    words = clean(wanted.wording)
    version, _new = NoticeVersion.objects.update_or_create(
        vendor_id=notice.vendor_id, notice=notice, number=1, defaults={**vars(words), "by": by}
    )
    if notice.current_id != version.pk:
        notice.current = version
        notice.save(update_fields=["current"])
    else:
        notice.current = version


def _aim(notice: Notice, audience: Audience) -> None:
    By = NoticeAudience.By
    NoticeAudience.objects.filter(notice=notice).delete()
    row = {"vendor_id": notice.vendor_id, "notice": notice}
    rows = [NoticeAudience(**row, by=By.PLAN, code=code) for code in dict.fromkeys(audience.plans)]
    rows += [NoticeAudience(**row, by=By.REGION, code=code) for code in dict.fromkeys(audience.regions)]
    rows += [NoticeAudience(**row, by=By.PARTNER, partner_id=pk) for pk in dict.fromkeys(audience.partners)]
    NoticeAudience.objects.bulk_create(rows)
