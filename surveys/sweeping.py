"""Sweeps: invitations, reminders and ends that are due. Each row is claimed in a transaction of its own."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import QuerySet

from surveys.models import Survey
from surveys.verbs.expire import expire
from surveys.verbs.invite import invite
from surveys.verbs.remind import remind
from tenants.sweeps import each_alone, vendors_with


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
    def find(but: set[int]) -> QuerySet:
        return due(now).exclude(pk__in=but).values_list("pk", flat=True)

    return sum(
        each_alone(vendor, find, lambda pk: _claim_and(act, due(now), pk, now)) for vendor in vendors_with(due(now))
    )


def _claim_and(act: Callable[..., bool], due: QuerySet[Survey], pk: int, now: datetime) -> bool:
    """Under the lock it has to be due still: another sweep, or an answer, may have been quicker."""
    claimed = due.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(pk=pk)
    survey = claimed.select_related("vendor", "case").first()
    return survey is not None and act(survey, at=now)
