"""Who hears of a notice: the people of the partners that it reaches; the vendor's own side by a line in the bell."""

from collections.abc import Iterator

from notifications.hearers import EVERYWHERE, Hearer, Telling
from notifications.models import Channel, NoticeKind, NoticeVersion, Why
from notifications.notices.reach import readers_of
from tenants.models import Announcement, Membership

_BELL = frozenset({Channel.PORTAL})
# That it has begun or ended, everybody could read when it was told. For an incident the all-clear is the news.
_IN_THE_BELL = {"notice.begun", "notice.ended"}


def tell_notice(announcement: Announcement) -> Telling:
    """The teller of `notice.…` announcements; called on the vendor's side. A critical incident waits for nothing."""
    version = NoticeVersion.objects.select_related("notice").get(pk=announcement.subject_id)
    incident = version.notice.kind == NoticeKind.INCIDENT
    quiet = announcement.kind in _IN_THE_BELL and not (incident and announcement.kind == "notice.ended")
    return Telling(_hearers(version, announcement.kind, _BELL if quiet else EVERYWHERE), urgent=incident)


def _hearers(version: NoticeVersion, kind: str, channels: frozenset[Channel]) -> Iterator[Hearer]:
    for person in readers_of(version.notice):
        yield Hearer(person, Why.AUDIENCE, channels)
    acted = version.notice.ended_by_id if kind in ("notice.ended", "notice.withdrawn") else version.by_id
    for person in Membership.objects.active().of_vendor_side().exclude(pk=acted).order_by("pk"):
        yield Hearer(person, Why.LEAD, _BELL)
