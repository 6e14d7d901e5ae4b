"""Who has read a notice: counts for each partner, for the vendor's side."""

from dataclasses import dataclass

from django.db.models import Count

from notifications.models import Notice, NoticePartner, NoticeRead
from notifications.notices.reach import readers_of


@dataclass(frozen=True)
class Reading:
    """A partner's people: how many there are, and how many have read any version of it, and the current one."""

    partner: str
    people: int
    read: int
    current: int


def readings_of(notice: Notice) -> list[Reading]:
    """One for each partner that it reaches, by name."""
    people = dict(readers_of(notice).order_by().values_list("partner").annotate(Count("pk")))
    reads = NoticeRead.objects.filter(notice=notice, membership__active=True, membership__customer=None).order_by()
    read = dict(reads.values_list("partner").annotate(Count("membership", distinct=True)))
    current = dict(reads.filter(version_id=notice.current_id).values_list("partner").annotate(Count("pk")))
    reached = NoticePartner.objects.filter(notice=notice).select_related("partner").order_by("partner__name")
    return [
        Reading(
            row.partner.name, people.get(row.partner_id, 0), read.get(row.partner_id, 0), current.get(row.partner_id, 0)
        )
        for row in reached
    ]
