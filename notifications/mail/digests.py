"""Bundles what waits for a person's digest into one mail, once its hour has come."""

from datetime import datetime

from django.db.models import Min

from notifications.models import Channel, Delivery, State, Why
from tenants.scope import working
from tenants.sweeps import vendors_with


def sweep_digests(now: datetime) -> int:
    """Writes the digests that are due at the aware UTC instant `now`; returns how many."""
    return sum(_bundle_all(vendor, now) for vendor in vendors_with(Delivery.objects.for_digests(now)))


def _bundle_all(vendor: int, now: datetime) -> int:
    with working(vendor):
        people = list(
            Delivery.objects.for_digests(now).values_list("membership").annotate(Min("id")).values_list("membership")
        )
    return sum(_bundle(vendor, person, now) for (person,) in people)


def _bundle(vendor: int, person: int, now: datetime) -> int:
    """One person's; two sweeps at once do not meet, because the rows are locked and left out when they are."""
    with working(vendor):
        held = Delivery.objects.for_digests(now).filter(membership=person)
        rows = list(held.select_for_update(skip_locked=True).order_by("id").values_list("pk", flat=True))
        if not rows:
            return 0
        digest = Delivery.objects.create(
            vendor_id=vendor, membership_id=person, channel=Channel.EMAIL, kind="digest", subject="digest",
            why=Why.DIGEST, at=now, state=State.WAITING, send_at=now,
        )  # fmt: skip
        Delivery.objects.filter(pk__in=rows).update(state=State.BUNDLED, bundle=digest, send_at=None)
        return 1
