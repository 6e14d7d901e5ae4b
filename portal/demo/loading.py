"""Loads the demo of one vendor, once: people, then their cases, then what they have already read."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from notifications.models import Delivery
from notifications.telling import sweep_announcements
from portal.demo.people import settle
from portal.demo.reading import read
from portal.demo.replay import replay
from tenants.models import Membership, Vendor
from tenants.scope import unscoped, working

# What is older than this has been read.
READ_AFTER = timedelta(days=1)


def load(slug: str, now: datetime) -> int:
    """Loads vendors/demo/<slug>/ as of the aware UTC instant `now`; returns the number of cases, 0 when it was there.

    All or nothing. Raises Vendor.DoesNotExist where the vendor itself is not loaded, and reading.Faulty.
    """
    demo = read(slug)
    with transaction.atomic():
        with unscoped("demo people are settled"):
            vendor = Vendor.objects.get(slug=demo.slug)
            if Membership.objects.filter(vendor=vendor, person__is_demo=True).exists():
                return 0
            house = settle(demo, vendor, now)
        with working(vendor):
            cases = replay(demo, house, now)
            sweep_announcements(now)
            Delivery.objects.filter(at__lt=now - READ_AFTER).update(read_at=F("at"))
    return cases
