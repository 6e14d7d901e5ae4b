"""What a vendor's mails are about, for its administrators: in words, and where it leads."""

from collections.abc import Iterable
from typing import NamedTuple

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from notifications.models import Delivery, NoticeVersion
from notifications.notice_wording import headline

LONGEST = 60  # letters


class About(NamedTuple):
    text: str
    href: str = ""


def with_subjects(rows: list[Delivery], slug: str) -> list[tuple[Delivery, About]]:
    """The deliveries with what each is about; their cases are at hand. One query more where notices are among them."""
    versions = _versions(rows)
    return [(row, _about(row, versions, slug)) for row in rows]


def _versions(rows: Iterable[Delivery]) -> dict[int, NoticeVersion]:
    ids = {row.subject_id for row in rows if row.subject == "noticeversion"}
    return NoticeVersion.objects.select_related("notice").in_bulk(ids) if ids else {}


def _about(row: Delivery, versions: dict[int, NoticeVersion], slug: str) -> About:
    if row.case:
        text = Truncator(f"{row.case.number} {row.case.summary}").chars(LONGEST)
        return About(text, reverse("case", args=[slug, row.case.number]))
    if version := versions.get(row.subject_id) if row.subject == "noticeversion" else None:
        text = Truncator(f"{headline(row.kind, version.notice)}: {version.title}").chars(LONGEST)
        return About(text, reverse("notice", args=[slug, version.notice.pk]))
    return About({"scheduledreport": _("Figures by email"), "digest": _("Daily mail")}.get(row.subject, _("News")))
