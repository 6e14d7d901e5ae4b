"""Writes all figures of a vendor anew from logs and milestones, or checks that they are what those give.

The same functions as the sweep's, on all cases: the rows come out the same.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from django.db import connection

from cases.figures.cutting import month_of
from cases.figures.summing import DAILY, MONTHLY, Kept, months_over, sum_days
from cases.figures.writing import lock, read_contributions, write_contributions
from cases.models import Case
from cases.models.figures import CaseFigure, DailyFigure, DailySpread
from tenants.scope import working

CASES = 500


def rebuild(vendor: int, since: date | None = None) -> tuple[int, int]:
    """Rebuilds a vendor's figures, chunk by chunk; returns how many cases were read and days summed.

    since: only cases that changed on that day of UTC or later, and only its sums and the later ones.
    """
    touched: set[date] = set()
    read = 0
    for ids in _chunks(vendor, since):
        with working(vendor):
            lock(vendor, wait=True)
            touched |= write_contributions(vendor, ids)
        read += len(ids)
    with working(vendor):
        touched |= all_days(since)
    sum_all(vendor, touched)
    return read, len(touched)


def sum_all(vendor: int, days: Iterable[date]) -> None:
    """Writes the sums of these days anew, a month of them in each transaction."""
    for _month, found in groupby(sorted(days), key=month_of):
        with working(vendor):
            lock(vendor, wait=True)
            sum_days(vendor, found)


def differences(vendor: int) -> Iterator[str]:
    """What is stored and does not follow from the logs, or is missing, in words; nothing where all is well."""
    for ids in _chunks(vendor, None):
        with working(vendor):
            wanted = {_told(row) for row in read_contributions(vendor, ids)}
            stored = {_told(row) for row in CaseFigure.objects.filter(vendor_id=vendor, case__in=ids)}
        for word, rows in (("missing", wanted - stored), ("too many", stored - wanted)):
            yield from (f"contribution {word}: {row}" for row in sorted(rows, key=str))
    with working(vendor):
        days, months = sorted(all_days()), months_over(vendor)
        for kept in DAILY:
            yield from _unequal(vendor, days, kept, "AND day = ANY(%(days)s::date[])")
        for kept in MONTHLY:
            yield from _unequal(vendor, months, kept)


def _unequal(vendor: int, days: list[date], kept: Kept, condition: str = "") -> Iterator[str]:
    """condition: which of the stored rows are looked at, all of the vendor's where it is empty."""
    stored = f"SELECT {kept.columns} FROM {kept.table} WHERE vendor_id = %(vendor)s {condition}"  # noqa: S608
    with connection.cursor() as cursor:
        for word, one, other in (("missing", kept.query, stored), ("too many", stored, kept.query)):
            cursor.execute(f"({one}) EXCEPT ALL ({other})", {"vendor": vendor, "days": days})
            yield from (f"{kept.table} {word}: {row}" for row in cursor.fetchall())


def _chunks(vendor: int, since: date | None) -> Iterator[list[int]]:
    last = 0
    while True:
        with working(vendor):
            cases = Case.objects.filter(vendor_id=vendor, pk__gt=last).order_by("pk")
            if since:
                cases = cases.filter(changed_at__date__gte=since)
            ids = list(cases.values_list("pk", flat=True)[:CASES])
        if not ids:
            return
        yield ids
        last = ids[-1]


def all_days(since: date | None = None) -> set[date]:
    """Every day that has contributions or sums, from `since` on."""
    found: set[date] = set()
    for model in (CaseFigure, DailyFigure, DailySpread):
        rows = model.objects.filter(day__gte=since) if since else model.objects.all()
        found |= set(rows.order_by().values_list("day", flat=True).distinct())
    return found


def _told(row: CaseFigure) -> tuple:
    names = [field.attname for field in CaseFigure._meta.concrete_fields if field.attname != "id"]
    return tuple(str(getattr(row, name)) for name in names)
