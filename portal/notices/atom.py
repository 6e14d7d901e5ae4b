"""The Atom feed of the notices that a reader sees, the newest word first."""

from urllib.parse import urljoin

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from notifications.mail import links
from notifications.models import Notice, NoticeKind, NoticeState
from portal.gates import Door
from portal.notices.wording import period_in_words
from portal.prose import prose

ENTRIES = 50


def feed_of(door: Door, own_address: str) -> str:
    """Runs in the reader's scope. An entry's id never changes; a correction moves its `updated`."""
    language = (get_language() or "en")[:2]
    feed = Atom1Feed(
        title=_("Notices from %(vendor)s") % {"vendor": door.vendor.name},
        link=links.page("notices", door.vendor.slug),
        description="",
        language=language,
        feed_url=own_address,
        feed_guid=f"{urljoin(settings.PORTAL_URL, reverse('notices', args=[door.vendor.slug]))}",
        author_name=door.vendor.name,
    )
    told = Notice.objects.published().filter(current__at__isnull=False).select_related("current")
    for notice in told.order_by(F("current__at").desc(), "-pk")[:ENTRIES]:
        _add(feed, notice, door)
    return feed.writeString("utf-8")


def _add(feed: Atom1Feed, notice: Notice, door: Door) -> None:
    words = notice.current
    assert words is not None and words.at is not None
    address = links.page("notice", door.vendor.slug, notice.pk)
    kind = str(NoticeKind(notice.kind).label)
    void = notice.state == NoticeState.WITHDRAWN
    title = _("Withdrawn: %(title)s") % {"title": words.title} if void else words.title
    period = period_in_words(notice, door.now)
    body = _("This notice was withdrawn. What it said no longer holds.") if void else prose(words.body)
    feed.add_item(
        title=title,
        link=address,
        unique_id=address,
        description=f"<p>{kind}{f', {period}' if period else ''}</p>{body}",
        pubdate=notice.published_at,
        updateddate=max(words.at, notice.ended_at or words.at),
        categories=[kind],
    )
