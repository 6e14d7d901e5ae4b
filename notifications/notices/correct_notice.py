"""Corrects a published notice: a new version with its instant; what was told before stays readable."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases.refusals import Incomplete, Refused
from notifications.models import Notice, NoticeKind, NoticePartner, NoticeState, NoticeVersion
from notifications.notices.checking import check_draft, clean, missing_words
from notifications.notices.locking import locked
from notifications.notices.reach import reach_out
from notifications.notices.wanted import Wanted, Wording, audience_of, wanted_of
from tenants.models import Membership
from tenants.outbox import announce


@transaction.atomic
def correct_notice(
    notice: Notice,
    wording: Wording,
    *,
    by: Membership,
    at: datetime,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    announced: bool = False,
) -> NoticeVersion | None:
    """The new version; None where nothing differs. Told again only with `announced`.

    starts_at (before it has begun) and ends_at (before it is over) move the period, None leaves it; the hours of an
    availability notice stay, because clocks went by them. Raises Incomplete, and Refused for a draft or a withdrawn
    notice.
    """
    notice = locked(notice)
    if notice.state == NoticeState.DRAFT:
        raise Refused(_("This is a draft still: change it as you like."))
    if notice.state == NoticeState.WITHDRAWN:
        raise Refused(_("This notice was withdrawn."))
    before, words = notice.current, clean(wording)
    assert before is not None
    period = _period(notice, starts_at, ends_at)
    _check(notice, words, period, at)
    if words == wanted_of(notice).wording and period == (notice.starts_at, notice.ends_at):
        return None
    version = NoticeVersion.objects.create(
        vendor_id=notice.vendor_id, notice=notice, number=before.number + 1, at=at, by=by, announced=announced,
        starts_at=period[0], ends_at=period[1], **vars(words),
    )  # fmt: skip
    notice.current = version
    notice.starts_at, notice.ends_at = period
    notice.save(update_fields=["current", "starts_at", "ends_at"])
    if announced and NoticePartner.objects.filter(notice=notice).exists():
        reach_out(notice, audience_of(notice), at)
        announce("notice.corrected", version, at)
    return version


Period = tuple[datetime | None, datetime | None]


def _period(notice: Notice, starts_at: datetime | None, ends_at: datetime | None) -> Period:
    if notice.kind == NoticeKind.AVAILABILITY or notice.is_over:
        return notice.starts_at, notice.ends_at
    begun = notice.state == NoticeState.RUNNING
    return notice.starts_at if begun else _moved(notice.starts_at, starts_at), _moved(notice.ends_at, ends_at)


def _moved(before: datetime | None, given: datetime | None) -> datetime | None:
    """The form knows minutes: the same minute is no other instant, and what is not moved is not refused."""
    if given is None or (before is not None and given == before.replace(second=0, microsecond=0)):
        return before
    return given


def _check(notice: Notice, words: Wording, period: Period, at: datetime) -> None:
    errors = missing_words(notice.kind, words)
    if period[0] != notice.starts_at and period[0] is not None and period[0] < at.replace(second=0, microsecond=0):
        errors["starts_at"] = _("This lies in the past.")
    if period[1] != notice.ends_at and period[1] is not None and period[1] <= at:
        errors["ends_at"] = _("This lies in the past. To end it now, end it.")
    if errors:
        raise Incomplete(errors)
    if notice.kind != NoticeKind.AVAILABILITY:
        check_draft(Wanted(notice.kind, words, starts_at=period[0], ends_at=period[1]), at)
