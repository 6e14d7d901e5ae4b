"""Sweeps: due rows are claimed in small batches, each case in a transaction of its own.

No timer runs anywhere: what is due stands as a row with its instant. Losing the broker, a worker or the
database's connection in between loses nothing, because the next sweep finds the row again.
"""

import logging
from datetime import datetime

from django.db.models import QuerySet

from cases.changing import changing
from cases.figures.stale import mark_stale
from cases.following import behind
from cases.models import Case, Milestone, Offer
from cases.verbs.close import close
from cases.verbs.end_offer import expire_offer
from cases.verbs.follow_calendar import follow_calendar
from slas.extending import extend_calendars, running_short
from tenants.models import Vendor
from tenants.scope import working
from tenants.sweeps import each_alone, vendors_with

logger = logging.getLogger(__name__)


def sweep_milestones(now: datetime) -> int:
    """Takes every step (warning, breach) due at the aware UTC instant `now`; returns the number of cases."""
    return sum(sweep_milestones_of(vendor, now) for vendor in vendors_with(Milestone.objects.to_sweep(now)))


def sweep_closings(now: datetime) -> int:
    """Closes the resolved cases whose day has come; returns how many."""
    return sum(sweep_closings_of(vendor, now) for vendor in vendors_with(Case.objects.to_close(now)))


def sweep_offers(now: datetime) -> int:
    """Ends the offers that nobody has answered in time (R51); returns how many."""
    return sum(
        each_alone(vendor, lambda but: _offers_to_expire(now, but), lambda pk: _expire(pk, now))
        for vendor in vendors_with(Offer.objects.to_expire(now))
    )


def sweep_milestones_of(vendor: int, now: datetime) -> int:
    """The same for one vendor."""
    return each_alone(vendor, lambda but: _cases_with_due_steps(now, but), lambda pk: _take_steps(pk, now))


def sweep_closings_of(vendor: int, now: datetime) -> int:
    """The same for one vendor."""
    return each_alone(vendor, lambda but: _cases_to_close(now, but), lambda pk: _close(pk, now))


def sweep_calendars(now: datetime) -> int:
    """Extends the service calendars that end within a year of `now`, and has the running cases follow; returns how
    many cases followed.
    """
    for vendor in vendors_with(running_short(now)):
        with working(vendor):
            extended = extend_calendars(Vendor.objects.get(pk=vendor), at=now)
            mark_stale(extended, at=now)
        logger.info("Calendars of vendor %s extended: %s", vendor, ", ".join(extended) or "none")
    return sweep_following(now)


def sweep_following(now: datetime, most: int | None = None) -> int:
    """Has the running cases follow the newest versions of their calendars (R9), each in a transaction of its own:
    hours are published at once, however many cases there are. Returns how many followed, at most `most` of a vendor;
    what was cut short is taken up by the next sweep.
    """
    return sum(
        each_alone(vendor, _cases_behind, lambda pk: _follow(pk, now), most=most) for vendor in vendors_with(behind())
    )


def _cases_with_due_steps(now: datetime, but: set[int]) -> QuerySet:
    """One row for each milestone: a case may come several times."""
    return Milestone.objects.to_sweep(now).exclude(case_id__in=but).values_list("case_id", flat=True)


def _cases_to_close(now: datetime, but: set[int]) -> QuerySet:
    return Case.objects.to_close(now).exclude(pk__in=but).values_list("pk", flat=True)


def _cases_behind(but: set[int]) -> QuerySet:
    return behind().exclude(case_id__in=but).values_list("case_id", flat=True)


def _offers_to_expire(now: datetime, but: set[int]) -> QuerySet:
    return Offer.objects.to_expire(now).exclude(pk__in=but).values_list("pk", flat=True)


def _expire(pk: int, now: datetime) -> bool:
    return expire_offer(Offer.objects.select_related("case").get(pk=pk), at=now) is not None


def _claimed(pk: int) -> Case | None:
    """The case, locked; None when somebody else is at it, who takes the due steps too."""
    return Case.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(pk=pk).first()


def _take_steps(pk: int, now: datetime) -> bool:
    case = _claimed(pk)
    if case is None:
        return False
    with changing(case, by=None, at=now, claimed=True) as change:
        return bool(change.events)


def _close(pk: int, now: datetime) -> bool:
    case = _claimed(pk)
    return case is not None and close(case, by=None, at=now) is not None


def _follow(pk: int, now: datetime) -> bool:
    case = _claimed(pk)
    if case is None:
        return False
    follow_calendar(case, at=now, claimed=True)
    return True
