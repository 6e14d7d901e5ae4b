"""Notices as rows, in the reader's own scope: in their list, and where they matter. Nothing where there is nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse

from cases.models import Case
from notifications.models import Notice, NoticeKind, NoticeRead
from portal.gates import Door
from portal.notices.wording import ICONS, period_in_words
from portal.permissions import Act
from tenants.roles import Role

SOON = timedelta(days=14)  # what begins within is shown on the partner's home
NEAR = timedelta(days=2)  # beside a case
FEW = 4
EXCERPT = 180
# What explains that a product does not work, or that nobody answers
HAMPERING = (NoticeKind.INCIDENT, NoticeKind.MAINTENANCE, NoticeKind.AVAILABILITY)


@dataclass(frozen=True)
class Shown:
    """One notice of templates/partials/notices.html."""

    notice: Notice
    title: str
    language: str
    foreign: bool
    excerpt: str
    icon: str
    period: str
    href: str
    unread: bool = False

    @property
    def is_alarm(self) -> bool:
        return self.notice.kind == NoticeKind.INCIDENT and not self.notice.is_over


def shown(notices: Iterable[Notice], door: Door) -> list[Shown]:
    """Rows of notices (with `current`), in their order."""
    found = [notice for notice in notices if notice.current is not None]
    read = _read(found, door)
    return [_row(notice, door, notice.current_id not in read) for notice in found]


def _row(notice: Notice, door: Door, unread: bool) -> Shown:
    words = notice.current
    assert words is not None
    excerpt = " ".join(words.body.split())
    return Shown(
        notice=notice,
        title=words.title,
        language=words.language,
        foreign=words.is_foreign,
        excerpt=excerpt if len(excerpt) <= EXCERPT else f"{excerpt[:EXCERPT].rsplit(' ', 1)[0]} …",
        icon=ICONS[NoticeKind(notice.kind)],
        period=period_in_words(notice, door.now),
        href=reverse("notice", args=[door.vendor.slug, notice.pk]),
        unread=unread and not door.membership.is_vendor_side,
    )


def _read(notices: list[Notice], door: Door) -> set[int | None]:
    """The ids of the versions among theirs that the reader has opened."""
    if door.membership.is_vendor_side or not notices:
        return set()
    current = [notice.current_id for notice in notices]
    reads = NoticeRead.objects.filter(membership=door.membership, version_id__in=current)
    return set(reads.values_list("version_id", flat=True))


def at_home(door: Door) -> list[Shown]:
    """What matters to a partner now: what runs and what begins soon, incidents first."""
    running = list(_with_words(Notice.objects.running())[:FEW])
    coming = list(_with_words(Notice.objects.coming(door.now + SOON))[: FEW - len(running)])
    return shown([*running, *coming], door)


def at_the_desk(door: Door) -> dict:
    """What keeps the queue busy: running incidents, maintenance, other hours; and which incidents explain cases."""
    running = list(_with_words(Notice.objects.running().filter(kind__in=HAMPERING)))
    incidents = [notice for notice in running if notice.kind == NoticeKind.INCIDENT and notice.current is not None]
    may_link = door.may(Act.LINK_INCIDENT)
    return {
        "notices": shown(running[:FEW], door),
        "incidents": [(notice.pk, notice.current.title) for notice in incidents] if may_link else [],
    }


def beside(case: Case, door: Door) -> list[Shown]:
    """What the case's product meets now or within two days, while somebody works on the case."""
    return [] if case.is_over else about(case.product.code, door)


def about(product: str, door: Door) -> list[Shown]:
    """What hampers a product now or soon: its code, "" while none is chosen. Support’s hours are told by clocks."""
    kinds = (NoticeKind.INCIDENT, NoticeKind.MAINTENANCE)
    if door.membership.role == Role.CUSTOMER_USER:
        kinds = (NoticeKind.INCIDENT,)
    found: dict[int, Notice] = {}
    for notice in _with_words(Notice.objects.running().filter(kind__in=kinds)):
        found[notice.pk] = notice
    for notice in _with_words(Notice.objects.coming(door.now + NEAR).filter(kind__in=kinds)):
        found[notice.pk] = notice
    hit = [notice for notice in found.values() if not (product and notice.products) or product in notice.products]
    return shown(hit[:FEW], door)


def _with_words(notices):
    return notices.select_related("current")
