"""Notices begin and end at their instants: due rows are claimed one by one, each in a transaction of its own."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from notifications.models import Notice
from notifications.notices.begin_notice import begin_notice
from notifications.notices.end_notice import end_notice
from tenants.models import Vendor
from tenants.scope import unscoped, working

logger = logging.getLogger(__name__)


def sweep_notices(now: datetime) -> int:
    """Begins and ends what is due at the aware UTC instant `now`; returns how many notices changed.

    A sweep that comes late does both, one after the other.
    """
    with unscoped("sweeps look for vendors with due notices"):
        notices = Notice.objects.filter(vendor=OuterRef("pk")).order_by()
        due = Q(Exists(notices.to_begin(now))) | Q(Exists(notices.to_end(now)))
        vendors = list(Vendor.objects.filter(due).values_list("pk", flat=True))
    return sum(
        _sweep(vendor, lambda: Notice.objects.to_begin(now), lambda notice: begin_notice(notice, at=now))
        + _sweep(vendor, lambda: Notice.objects.to_end(now), lambda notice: end_notice(notice, by=None, at=now))
        for vendor in vendors
    )


def _sweep(vendor: int, find: Callable, act: Callable) -> int:
    with working(vendor):
        ids = list(find().values_list("pk", flat=True))
    return sum(_swept(vendor, pk, find, act) for pk in ids)


def _swept(vendor: int, pk: int, find: Callable, act: Callable) -> bool:
    try:
        with working(vendor):
            # Whoever holds the row now does it, or it is found again by the next sweep.
            notice = find().filter(pk=pk).select_for_update(of=("self",), skip_locked=True).first()
            return notice is not None and act(notice) not in (None, False)
    except Exception:
        logger.exception("Notice %s of vendor %s could not begin or end", pk, vendor)
        return False
