"""Writes the sums of contributions: by day, and by month for each month that a later one has followed.

A month that still goes on is not summed, so that the sweep, which writes today's sums again and again, need not write
the month's as well. Runs on the vendor's side, under the lock of cases.figures.writing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from cases.figures import buckets
from cases.figures.cutting import month_after, month_of

_SECONDS = "wall_vendor, wall_partner, wall_department, open_vendor, open_partner, open_department"
_SUMS = ", ".join(f"sum({name})" for name in _SECONDS.split(", "))
_OF = """CASE WHEN grouping(partner_id) = 0 THEN 'partner' WHEN grouping(owner_id) = 0 THEN 'owner' ELSE 'all' END,
    CASE WHEN grouping(partner_id) = 0 THEN partner_id WHEN grouping(owner_id) = 0 THEN coalesce(owner_id, 0)
        ELSE 0 END"""
_SETS = "GROUPING SETS ((), (partner_id), (owner_id))"
_FIGURE_COLUMNS = f"vendor_id, day, of, whose, what, kind, severity, number, {_SECONDS}"
_SPREAD_COLUMNS = "vendor_id, day, of, whose, what, severity, side, bucket, number"
_FIGURES = f"""SELECT vendor_id, day, {_OF}, what, kind, severity, count(*), {_SUMS} FROM cases_casefigure
    WHERE vendor_id = %(vendor)s AND day = ANY(%(days)s::date[])
    GROUP BY vendor_id, day, what, kind, severity, {_SETS}"""  # noqa: S608
_SPREADS = f"""SELECT vendor_id, day, {_OF}, what, severity, side, {buckets.SQL.format("seconds")} AS bucket, count(*)
    FROM cases_casefigure CROSS JOIN LATERAL (VALUES ('vendor', open_vendor), ('partner', open_partner),
        ('department', open_department), ('total', open_vendor + open_partner + open_department)) sides (side, seconds)
    WHERE vendor_id = %(vendor)s AND day = ANY(%(days)s::date[])
        AND (what = 'resolved' OR what = 'answered' AND side = 'vendor')
    GROUP BY vendor_id, day, what, severity, side, bucket, {_SETS}"""  # noqa: S608
_OF_MONTHS = """SELECT vendor_id, m.day, {kept}, {sums}
    FROM unnest(%(days)s::date[]) m (day)
    JOIN {table} d ON d.day >= m.day AND d.day < (m.day + interval '1 month')::date
    WHERE vendor_id = %(vendor)s GROUP BY vendor_id, m.day, {kept}"""


@dataclass(frozen=True)
class Kept:
    """A table of sums. query: what the rows of given days, or months by their first days, have to be, with the
    parameters `vendor` and `days`. verify_figures compares with it.
    """

    table: str
    columns: str
    query: str


DAILY = (
    Kept("cases_dailyfigure", _FIGURE_COLUMNS, _FIGURES),
    Kept("cases_dailyspread", _SPREAD_COLUMNS, _SPREADS),
)
MONTHLY = (
    Kept(
        "cases_monthlyfigure",
        _FIGURE_COLUMNS,
        _OF_MONTHS.format(
            kept="of, whose, what, kind, severity", sums=f"sum(number), {_SUMS}", table="cases_dailyfigure"
        ),
    ),
    Kept(
        "cases_monthlyspread",
        _SPREAD_COLUMNS,
        _OF_MONTHS.format(
            kept="of, whose, what, severity, side, bucket", sums="sum(number)", table="cases_dailyspread"
        ),
    ),
)


def sum_days(vendor_id: int, days: Iterable[date]) -> None:
    """Writes the sums of these days anew, each day as a whole, and of the months that this touches or ends."""
    days = sorted(days)
    for kept in DAILY:
        _delete(kept, vendor_id, days)
        _insert(kept, vendor_id, days)
    last = _newest("cases_dailyfigure", vendor_id)
    months = {month_of(day) for day in days} | _unsummed(vendor_id, last)
    over = {month for month in months if last and month < month_of(last)}
    for kept in MONTHLY:
        _delete(kept, vendor_id, sorted(months))
        _insert(kept, vendor_id, sorted(over))


def months_over(vendor_id: int) -> list[date]:
    """The first days of the months that have to be summed: all that have figures, but the newest one."""
    found = _ask("SELECT DISTINCT date_trunc('month', day::timestamp)::date FROM cases_dailyfigure"
                 " WHERE vendor_id = %s AND of = 'all' AND whose = 0 ORDER BY 1", [vendor_id])  # fmt: skip
    return [month for (month,) in found][:-1]


def _unsummed(vendor_id: int, last: date | None) -> set[date]:
    """The months between the newest one that is summed and that of the day `last`, neither included; where `last` has
    come to lie before the newest one, that one and those between.
    """
    newest = _newest("cases_monthlyfigure", vendor_id)
    if last is None:
        return {newest} if newest else set()
    first = month_after(newest) if newest else month_of(_oldest(vendor_id) or last)
    low, high = sorted([first, month_of(last)])
    found = set()
    while low < high:
        found.add(low)
        low = month_after(low)
    return found


def _newest(table: str, vendor_id: int) -> date | None:
    return _ask(f"SELECT max(day) FROM {table} WHERE vendor_id = %s AND of = 'all' AND whose = 0", [vendor_id])[0][0]  # noqa: S608


def _oldest(vendor_id: int) -> date | None:
    query = "SELECT min(day) FROM cases_dailyfigure WHERE vendor_id = %s AND of = 'all' AND whose = 0"
    return _ask(query, [vendor_id])[0][0]


def _ask(query: str, asked: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, asked)
        return cursor.fetchall()


def _delete(kept: Kept, vendor_id: int, days: list[date]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {kept.table} WHERE vendor_id = %s AND day = ANY(%s::date[])", [vendor_id, days])  # noqa: S608


def _insert(kept: Kept, vendor_id: int, days: list[date]) -> None:
    wanted: dict[str, Any] = {"vendor": vendor_id, "days": days}
    if days:
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {kept.table} ({kept.columns}) {kept.query}", wanted)
