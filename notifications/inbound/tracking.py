"""What a mail provider tells of mails of ours: what came back, or is no longer wanted. As bounces by mail, so these."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from anymail.signals import AnymailTrackingEvent, EventType
from django.db.models import QuerySet

from notifications.inbound.bouncing import stop, take_back
from notifications.mail.addresses import read_message_id
from notifications.mail.providers import OURS
from notifications.models import Delivery
from tenants.models import Vendor
from tenants.scope import unscoped, working
from tenants.tokens import BadToken

LONGEST = 300  # characters kept of what a provider said
_FOR_NOW = re.compile(r"\b4\.\d{1,3}\.\d{1,3}\b|^\s*4\d\d[ -]")
_SOFT = ("SoftBounce", "soft_bounce", "Transient")


class Told(StrEnum):
    BACK = "back"
    SPAM = "spam"
    UNWANTED = "unwanted"


_TOLD = {
    EventType.BOUNCED: Told.BACK,
    EventType.REJECTED: Told.BACK,
    EventType.FAILED: Told.BACK,
    EventType.COMPLAINED: Told.SPAM,
    EventType.UNSUBSCRIBED: Told.UNWANTED,
}


@dataclass(frozen=True)
class Track:
    """Of one mail to one recipient. ours: our Message-ID, "" where the provider does not give it back."""

    told: Told
    recipient: str
    posted_as: str
    ours: str
    words: str


def track_of(event: AnymailTrackingEvent) -> Track | None:
    """None for what changes nothing: delivered, opened, late (it comes or comes back later)."""
    told = _TOLD.get(event.event_type)
    said = " ".join(str(event.mta_response or event.description or event.reject_reason or "").split())
    if told is None or (told == Told.BACK and _is_soft(event, said)):
        return None
    return Track(
        told,
        str(event.recipient or "").lower(),
        str(event.message_id or ""),
        str((event.metadata or {}).get(OURS, "")),
        said[:LONGEST],
    )


def note_track(track: Track, now: datetime) -> bool:
    """Does with it what is to be done at the aware UTC instant `now`; False where it speaks of no mail of ours."""
    found = _of_ours(track) or _of_provider(track)
    if found is None:
        return False
    vendor, pk = found
    with working(vendor):
        delivery = Delivery.objects.select_related("membership").select_for_update(of=("self",)).get(pk=pk)
        if track.told == Told.BACK:
            take_back(delivery, track.words or "the mail provider does not say why", now)
        else:
            stop(delivery.membership, _WORDS[track.told], now)
    return True


_WORDS = {
    Told.SPAM: "A mail was reported as spam",
    Told.UNWANTED: "The mails were ended at the mail provider",
}


def _is_soft(event: AnymailTrackingEvent, said: str) -> bool:
    """A full mailbox or a server that is away says nothing of the address."""
    told = event.esp_event if isinstance(event.esp_event, dict) else {}
    return bool(_FOR_NOW.search(said)) or told.get("Type") in _SOFT or told.get("bounceType") in _SOFT


def _of_ours(track: Track) -> tuple[int, int] | None:
    """By the Message-ID that we signed: known even where the provider is faster than the mark on our row."""
    try:
        bearer = read_message_id(track.ours)
    except BadToken:
        return None
    with unscoped("a mail provider tells of a mail, of whichever vendor"):
        return _to(track, Delivery.objects.filter(vendor=bearer.vendor, pk=bearer.thing, membership=bearer.membership))


def _of_provider(track: Track) -> tuple[int, int] | None:
    if not track.posted_as:
        return None
    with unscoped("a mail provider tells of a mail, of whichever vendor"):
        vendors = list(Vendor.objects.values_list("pk", flat=True))
        # The vendors are named because the index begins with them.
        return _to(track, Delivery.objects.filter(vendor__in=vendors, posted_as=track.posted_as))


def _to(track: Track, rows: QuerySet[Delivery]) -> tuple[int, int] | None:
    """The delivery to this recipient: what a provider tells of somebody else's address is not held against ours."""
    if track.recipient:
        rows = rows.filter(membership__person__email__iexact=track.recipient)
    return rows.values_list("vendor_id", "pk").first()
