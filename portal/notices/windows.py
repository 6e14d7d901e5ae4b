"""Maintenance windows as an iCalendar: in UTC, so that every calendar program shows them in its own zone."""

from datetime import UTC

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText

from notifications.mail import links
from notifications.mail.addresses import portal_address
from notifications.models import Notice, NoticeKind, NoticeState
from portal.gates import Door

WINDOWS = 100


def calendar_of(door: Door) -> bytes:
    """Runs in the reader's scope. A corrected window keeps its UID and counts its SEQUENCE up; a withdrawn one is
    cancelled (RFC 5545).
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{door.vendor.name}//Partner support//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Maintenance, %(vendor)s") % {"vendor": door.vendor.name})
    windows = Notice.objects.published().filter(kind=NoticeKind.MAINTENANCE, ends_at__isnull=False)
    for notice in windows.select_related("current").order_by("-starts_at", "-pk")[:WINDOWS]:
        calendar.add_component(_event(notice, door))
    return calendar.to_ical()


def _event(notice: Notice, door: Door) -> Event:
    words = notice.current
    assert words is not None and words.at is not None and notice.starts_at and notice.ends_at
    void, address = notice.state == NoticeState.WITHDRAWN, links.page("notice", door.vendor.slug, notice.pk)
    event = Event()
    event.add("uid", f"notice-{notice.vendor_id}-{notice.pk}@{portal_address()[1]}")
    event.add("sequence", words.number - 1 + void)
    event.add("dtstamp", max(words.at, notice.ended_at or words.at).astimezone(UTC))
    event.add("dtstart", notice.starts_at.astimezone(UTC))
    # Ended earlier than announced: it is over then.
    ends = (
        min(notice.ends_at, notice.ended_at)
        if notice.state == NoticeState.ENDED and notice.ended_at
        else notice.ends_at
    )
    event.add("dtend", ends.astimezone(UTC))
    event.add("summary", vText(words.title))
    event.add("description", vText(f"{words.body}\n\n{address}"))
    event.add("url", address)
    event.add("status", "CANCELLED" if void else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event
