"""Publishes a draft: from now on it is told, or from its beginning on."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cases.refusals import Incomplete, Refused
from notifications.models import NEWS, Notice, NoticeKind, NoticeState
from notifications.notices import support_hours
from notifications.notices.checking import check_ready
from notifications.notices.locking import locked
from notifications.notices.reach import partners_in, reach_out
from notifications.notices.wanted import Wanted, audience_of, wanted_of
from tenants.models import Membership
from tenants.outbox import announce

SHOWN = timedelta(days=14)  # news without an end


@transaction.atomic
def publish_notice(notice: Notice, *, by: Membership, at: datetime) -> Notice | None:
    """Freezes the words, finds whom it reaches and announces it; None when it is published already.

    One that was drafted for later is told now when it is to be told ahead, else by the sweep when it begins. An
    availability notice changes the calendars of its regions, and running cases follow. Raises Incomplete.
    """
    notice = locked(notice)
    if notice.state == NoticeState.WITHDRAWN:
        raise Refused(_("This draft was thrown away."))
    if notice.state != NoticeState.DRAFT:
        return None
    wanted = wanted_of(notice)
    check_ready(wanted, at)
    if not partners_in(wanted.audience, at).exists():
        raise Incomplete({"partners": _("This reaches no partner: nobody fits all that is chosen.")})
    _schedule(notice, wanted, at)
    notice.published_at, notice.published_by = at, by
    begins_later = notice.starts_at is not None and notice.starts_at > at
    notice.state = NoticeState.SCHEDULED if begins_later else NoticeState.RUNNING
    notice.save()
    _freeze(notice, by, at)
    if notice.kind == NoticeKind.AVAILABILITY:
        support_hours.write_down(notice, wanted, at)
    if notice.ahead or not begins_later:
        tell(notice, at)
    return notice


def tell(notice: Notice, at: datetime) -> None:
    """The partners that it reaches read it from now on, and their people hear of it."""
    reach_out(notice, audience_of(notice), at)
    assert notice.current is not None
    announce("notice.published", notice.current, at)


def _schedule(notice: Notice, wanted: Wanted, at: datetime) -> None:
    if notice.kind == NoticeKind.AVAILABILITY:
        # Told ahead in any case: the clocks change at once.
        notice.starts_at, notice.ends_at = support_hours.period_of(wanted)
        notice.ahead = True
        return
    notice.starts_at = notice.starts_at or at
    if notice.kind in NEWS and notice.ends_at is None:
        notice.ends_at = notice.starts_at + SHOWN


def _freeze(notice: Notice, by: Membership, at: datetime) -> None:
    version = notice.current
    assert version is not None
    version.at, version.by, version.announced = at, by, True
    version.starts_at, version.ends_at = notice.starts_at, notice.ends_at
    version.save()
