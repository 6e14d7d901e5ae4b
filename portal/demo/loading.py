"""Loads the demo of one vendor, once: its people, their cases, and what they are still to be told."""

from datetime import datetime, timedelta

from django.db import transaction

from notifications.telling import sweep_announcements
from portal.demo.people import settle
from portal.demo.reading import read
from portal.demo.replay import replay
from portal.demo.surveys import ask
from tenants.models import Announcement, Membership, Person, Vendor
from tenants.scope import unscoped, working

# What is older than this, everybody was told long ago.
NEWS = timedelta(days=2)


def settle_operator() -> None:
    """The demo's operator, who belongs to no vendor."""
    with unscoped("demo people are settled"):
        if not Person.objects.filter(is_demo=True, is_operator=True).exists():
            Person.objects.create_user(
                "olga.operator@portal.example", name="Olga Brandt", is_demo=True, is_operator=True
            )


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
            ask(slug, house, now)
            Announcement.objects.filter(at__lt=now - NEWS).delete()
            sweep_announcements(now)
    return cases
