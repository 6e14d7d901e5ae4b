"""Turns announcements into deliveries, once: rows are written and the announcement deleted in one transaction."""

import logging
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from cases.models import CaseEvent
from notifications.audience import audience_of
from notifications.models import Channel, Delivery
from tenants.models import Announcement, Vendor
from tenants.scope import unscoped, working

BATCH = 200
logger = logging.getLogger(__name__)


def sweep_announcements(now: datetime) -> int:
    """Empties the outbox of every vendor; returns how many announcements were turned into deliveries."""
    with unscoped("sweeps look for vendors with announcements"):
        vendors = list(Vendor.objects.filter(pk__in=Announcement.objects.values("vendor")).values_list("pk", flat=True))
    return sum(_empty(vendor) for vendor in vendors)


def _empty(vendor: int) -> int:
    """One vendor's outbox. What cannot be told stays there for the next sweep, and holds up no other."""
    told = 0
    failed: set[int] = set()
    while True:
        with working(vendor):
            waiting = Announcement.objects.exclude(pk__in=failed)
            batch = list(waiting.select_for_update(skip_locked=True)[:BATCH])
            done = {announcement.pk for announcement in batch if _told(announcement)}
            Announcement.objects.filter(pk__in=done).delete()
        told += len(done)
        failed |= {announcement.pk for announcement in batch} - done
        if len(batch) < BATCH:
            return told


def _told(announcement: Announcement) -> bool:
    try:
        with transaction.atomic():
            Delivery.objects.bulk_create(_deliveries(announcement), ignore_conflicts=True)
    except (InterfaceError, OperationalError):
        raise  # the database is away: that is no fault of this announcement
    except Exception:
        logger.exception("Announcement %s (%s) cannot be told", announcement.pk, announcement.kind)
        return False
    return True


def _deliveries(announcement: Announcement) -> list[Delivery]:
    if announcement.subject != "caseevent":
        raise ValueError(f"Nobody knows who hears of {announcement.kind}")
    event = CaseEvent.objects.select_related("case__owner", "case__contact").get(pk=announcement.subject_id)
    return [
        Delivery(
            vendor_id=announcement.vendor_id,
            membership=person,
            channel=Channel.PORTAL,
            announcement=announcement.pk,
            kind=announcement.kind,
            case=event.case,
            event=event,
            at=announcement.at,
        )
        for person in audience_of(event)
    ]
