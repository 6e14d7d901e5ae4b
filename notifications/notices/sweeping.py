"""Notices begin and end at their instants: due rows are claimed one by one, each in a transaction of its own."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import QuerySet

from notifications.models import Notice
from notifications.notices.begin_notice import begin_notice
from notifications.notices.end_notice import end_notice
from tenants.sweeps import each_alone, vendors_with


def sweep_notices(now: datetime) -> int:
    """Begins and ends what is due at the aware UTC instant `now`; returns how many notices changed.

    A sweep that comes late does both, one after the other.
    """
    return sum(
        _sweep(vendor, Notice.objects.to_begin, now, lambda notice: begin_notice(notice, at=now))
        + _sweep(vendor, Notice.objects.to_end, now, lambda notice: end_notice(notice, by=None, at=now))
        for vendor in vendors_with(Notice.objects.to_begin(now), Notice.objects.to_end(now))
    )


def _sweep(vendor: int, due: Callable[[datetime], QuerySet[Notice]], now: datetime, act: Callable) -> int:
    def find(but: set[int]) -> QuerySet:
        return due(now).exclude(pk__in=but).values_list("pk", flat=True)

    def moved(pk: int) -> bool:
        # Whoever holds the row now does it, or it is found again by the next sweep.
        notice = due(now).filter(pk=pk).select_for_update(of=("self",), skip_locked=True).first()
        return notice is not None and act(notice) not in (None, False)

    return each_alone(vendor, find, moved)
