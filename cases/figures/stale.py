"""A calendar's new version may change time that has gone by: the cases that it concerns contribute anew."""

from collections.abc import Iterable
from datetime import datetime

from cases.models import Case
from cases.models.figures import CaseFigure, FiguresDue, What
from slas.clock import Clock, instant
from slas.models import CalendarVersion
from slas.versions import clock_of

ROWS = 1000


def mark_stale(calendars: Iterable[str], *, at: datetime) -> int:
    """Marks, in the vendor's scope, every case whose resolution spans hours that the newest version of its calendar
    (a code) opened or closed; returns how many. The sweep of figures then reads them again.

    Milestones need no mark: whose due instant moves has an event, and those that are over keep the time they took.
    """
    return sum(_mark(code, at) for code in calendars)


def changed(old: Clock, new: Clock) -> tuple[int, int] | None:
    """From the first to the last epoch second at which two versions differ, as far as both know; None where they do
    not.
    """
    start, end = max(old.horizon[0], new.horizon[0]), min(old.horizon[1], new.horizon[1])
    if start >= end:
        return None
    different = set(old.open_between(start, end)) ^ set(new.open_between(start, end))
    if not different:
        return None
    return min(opens for opens, _closes in different), max(closes for _opens, closes in different)


def _mark(code: str, at: datetime) -> int:
    versions = list(CalendarVersion.objects.filter(calendar__code=code).order_by("-number")[:2])
    if len(versions) < 2:
        return 0
    new, old = (clock_of(version) for version in versions)
    span = changed(old, new)
    if span is None:
        return 0
    resolved = CaseFigure.objects.filter(what=What.RESOLVED, at__gt=instant(span[0])).values("case")
    rows = Case.objects.filter(calendar=code, received_at__lt=instant(span[1]), pk__in=resolved)
    due = [FiguresDue(vendor_id=vendor, case_id=pk, at=at) for vendor, pk in rows.values_list("vendor_id", "pk")]
    FiguresDue.objects.bulk_create(due, batch_size=ROWS)
    return len(due)
