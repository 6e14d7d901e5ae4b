"""Letters on notices, and their lines in a digest."""

from collections.abc import Iterable

from notifications.mail import addresses, links
from notifications.mail.letters import Letter
from notifications.models import Delivery, NoticeState, NoticeVersion
from notifications.notice_wording import headline
from tenants.models import Membership


def write_notice_letter(delivery: Delivery) -> Letter | None:
    """The letter with the notice's words as they are now; None where it is withdrawn meanwhile, or never reached its
    reader.
    """
    version = _version_of(delivery)
    if version is None:
        return None
    notice = version.notice
    context = {
        "head": headline(delivery.kind, notice),
        "notice": notice,
        "words": notice.current,
        "withdrawn": notice.state == NoticeState.WITHDRAWN,
        "link": links.page("notice", delivery.membership.vendor.slug, notice.pk),
    }
    return Letter("notice", context, thread=addresses.notice_thread_id(notice))


def notices_told(rows: Iterable[Delivery], reader: Membership) -> list[dict]:
    """A digest's lines: [{"head", "title", "at", "link"}]; what its reader sees no longer is left out."""
    found = []
    for row in rows:
        version = _version_of(row) if row.subject == "noticeversion" else None
        if version is None or version.notice.current is None:
            continue
        link = links.page("notice", reader.vendor.slug, version.notice_id)
        title = version.notice.current.title
        found.append({"head": headline(row.kind, version.notice), "title": title, "at": row.at, "link": link})
    return found


def _version_of(delivery: Delivery) -> NoticeVersion | None:
    version = NoticeVersion.objects.select_related("notice__current").filter(pk=delivery.subject_id).first()
    if version is None:
        return None
    gone = version.notice.state == NoticeState.WITHDRAWN and delivery.kind != "notice.withdrawn"
    return None if gone else version
