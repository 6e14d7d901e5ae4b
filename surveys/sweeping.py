"""Sweeps: invitations, reminders and ends that are due. Each row is claimed in a transaction of its own."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from surveys.models import Survey
from surveys.verbs.expire import expire
from surveys.verbs.invite import invite
from surveys.verbs.remind import remind
from tenants.models import Vendor
from tenants.scope import unscoped, working

BATCH = 100
logger = logging.getLogger(__name__)


def sweep_invitations(now: datetime) -> int:
    """Sends the invitations due at the aware UTC instant `now` on their way; returns how many."""
    return _sweep(Survey.objects.to_invite, invite, now)


def sweep_reminders(now: datetime) -> int:
    """Reminds those who have not answered; returns how many."""
    return _sweep(Survey.objects.to_remind, remind, now)


def sweep_expiry(now: datetime) -> int:
    """Ends the surveys whose time is over; returns how many."""
    return _sweep(Survey.objects.to_expire, expire, now)


def _sweep(due: Callable[[datetime], QuerySet[Survey]], act: Callable[..., bool], now: datetime) -> int:
    with unscoped("sweeps look for vendors with due surveys"):
        rows = due(now).order_by().filter(vendor=OuterRef("pk"))
        vendors = list(Vendor.objects.filter(Exists(rows)).values_list("pk", flat=True))
    return sum(_sweep_vendor(vendor, due, act, now) for vendor in vendors)


def _sweep_vendor(vendor: int, due: Callable, act: Callable[..., bool], now: datetime) -> int:
    done = 0
    seen: set[int] = set()  # what could not be moved waits for the next sweep and holds up no other
    while True:
        with working(vendor):
            ids = list(due(now).exclude(pk__in=seen).values_list("pk", flat=True)[:BATCH])
        if not ids:
            return done
        for pk in ids:
            seen.add(pk)
            try:
                with working(vendor):
                    done += _claim_and(act, due(now), pk, now)
            except Exception:
                logger.exception("Sweep of survey %s of vendor %s failed", pk, vendor)


def _claim_and(act: Callable[..., bool], due: QuerySet[Survey], pk: int, now: datetime) -> bool:
    """Under the lock it has to be due still: another sweep, or an answer, may have been quicker."""
    claimed = due.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(pk=pk)
    survey = claimed.select_related("vendor", "case").first()
    return survey is not None and act(survey, at=now)
