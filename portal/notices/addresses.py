"""The personal addresses of feed and calendar: who has one reads as much as its person does, and no more."""

from dataclasses import dataclass

from django.utils.translation import get_language

from notifications.mail import links
from notifications.preferences import preference_of
from portal.gates import Door
from tenants.tokens import Bearer, sign


@dataclass(frozen=True)
class Addresses:
    feed: str
    calendar: str


def addresses_of(door: Door) -> Addresses:
    """Whole addresses, in the reader's language. They end when the person asks for new ones or leaves."""
    member = door.membership
    token = sign("feed", Bearer(member.vendor_id, member.pk, preference_of(member).feed_key))
    query = f"?language={(get_language() or 'en')[:2]}"
    return Addresses(
        links.page("notice_feed", door.vendor.slug, token) + query,
        links.page("notice_calendar", door.vendor.slug, token) + query,
    )
