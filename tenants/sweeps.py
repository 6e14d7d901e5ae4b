"""What all sweeps have in common: whose rows are due, one row at a time, and what a run notes of itself.

A sweep that stands still is seen on the operator's page before a partner sees it.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, QuerySet

from tenants.models import SweepRun, Vendor
from tenants.scope import unscoped, working

LONGEST = 400  # characters kept of an error
BATCH = 100
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Backlog:
    """What a sweep still has to do: how many, and since when the oldest is due (aware UTC instant)."""

    count: int
    oldest: datetime | None = None


def vendors_with(*due: QuerySet) -> list[int]:
    """The ids of the vendors that have a row in one of these queries: the one question that sweeps ask of all."""
    with unscoped("sweeps look for vendors with due rows"):
        found: set[int] = set()
        for rows in due:
            some = Exists(rows.order_by().filter(vendor=OuterRef("pk")))
            found |= set(Vendor.objects.filter(some).values_list("pk", flat=True))
        return sorted(found)


def each_alone(
    vendor: int, find: Callable[[set[int]], QuerySet], act: Callable[[int], object], most: int | None = None
) -> int:
    """One vendor's due rows, batch by batch, each in a transaction of its own; returns how many were moved.

    find: the ids that are due, without those given, which could not be moved before; an id may come several times.
    act: moves the row with that id, and says whether it did. One row that cannot be moved holds up no other: the next
    sweep tries it again. A batch that is not full is the last one, or one after which `most` are moved: what is left,
    the next sweep finds.
    """
    done = 0
    failed: set[int] = set()
    while True:
        with working(vendor):
            found = list(find(failed)[:BATCH])
        for pk in dict.fromkeys(found):
            try:
                with working(vendor):
                    moved = bool(act(pk))
            except Exception:
                logger.exception("Row %s of vendor %s could not be swept", pk, vendor)
                moved = False
            done += moved
            if not moved:
                failed.add(pk)
        if len(found) < BATCH or (most is not None and done >= most):
            return done


def backlog_of(rows: QuerySet, since: str) -> Backlog:
    """How many of these rows there are with all vendors, and the oldest instant in their field `since`."""
    with unscoped("the operator sees how much is left to do, and nobody's rows"):
        found = rows.order_by().aggregate(count=Count("pk"), oldest=Min(since))
    return Backlog(found["count"], found["oldest"])


def together(*backlogs: Backlog) -> Backlog:
    """Of a sweep that does several things."""
    oldest = [backlog.oldest for backlog in backlogs if backlog.oldest is not None]
    return Backlog(sum(backlog.count for backlog in backlogs), min(oldest, default=None))


def nothing_due(now: datetime) -> Backlog:
    """For a sweep that looks for itself what there is to do: it only has to come."""
    return Backlog(0)


def note_run(name: str, *, began_at: datetime, ended_at: datetime, done: int, error: str = "") -> None:
    """Keeps the last run of a sweep; runs outside of any scope. A run that failed keeps what the last good one did."""
    run, _new = SweepRun.objects.get_or_create(name=name, defaults={"began_at": began_at})
    run.began_at, run.ended_at, run.error = began_at, ended_at, error[:LONGEST]
    if not error:
        run.succeeded_at, run.done = ended_at, done
        run.total += done
    run.save()
