"""What every sweep notes of itself, so that one that stands still is seen before a partner sees it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, QuerySet

from tenants.models import SweepRun
from tenants.scope import unscoped

LONGEST = 400  # characters kept of an error


@dataclass(frozen=True)
class Backlog:
    """What a sweep still has to do: how many, and since when the oldest is due (aware UTC instant)."""

    count: int
    oldest: datetime | None = None


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
