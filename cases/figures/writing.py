"""Writes what cases contributed to the figures. Runs on the vendor's side.

One writer a vendor at a time: an advisory lock of the transaction, so that two sweeps do not write the same rows.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from zlib import crc32

from django.db import connection

from cases.figures.contributions import contributions
from cases.figures.turns import KINDS
from cases.models import Case, CaseEvent, Milestone
from cases.models.figures import CaseFigure
from slas.clock import Clock
from slas.models import CalendarVersion
from slas.versions import clock_of

_KEY = crc32(b"figures") % 2**31
_CONTENT = [
    field.attname for field in CaseFigure._meta.concrete_fields if field.attname not in ("id", "vendor_id", "day")
]


def lock(vendor_id: int, *, wait: bool) -> bool:
    """Whether this transaction is the one that writes the vendor's figures."""
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_KEY, vendor_id % 2**31])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_KEY, vendor_id % 2**31])
        return cursor.fetchone()[0]


def write_contributions(vendor_id: int, ids: Iterable[int]) -> set[date]:
    """Brings the contributions of these cases in line with their logs; the days whose sums change thereby."""
    ids = list(ids)
    wanted = {_key(row): row for row in read_contributions(vendor_id, ids)}
    stored = {_key(row): row for row in CaseFigure.objects.filter(vendor_id=vendor_id, case__in=ids)}
    gone = [row for key, row in stored.items() if key not in wanted or _content(row) != _content(wanted[key])]
    new = [row for key, row in wanted.items() if key not in stored or _content(row) != _content(stored[key])]
    CaseFigure.objects.filter(vendor_id=vendor_id, pk__in=[row.pk for row in gone]).delete()
    CaseFigure.objects.bulk_create(new, batch_size=2000)
    return {row.day for row in (*gone, *new)}


def read_contributions(vendor_id: int, ids: list[int]) -> list[CaseFigure]:
    """What these cases contributed by their logs and milestones; nothing is written."""
    events, milestones = defaultdict(list), defaultdict(list)
    log = CaseEvent.objects.filter(vendor_id=vendor_id, case__in=ids, kind__in=KINDS).order_by("case_id", "position")
    for event in log.only("case_id", "kind", "at", "position", "data"):
        events[event.case_id].append(event)
    for milestone in Milestone.objects.filter(vendor_id=vendor_id, case__in=ids).order_by():
        milestones[milestone.case_id].append(milestone)
    clocks = _Clocks(vendor_id)
    cases = Case.objects.filter(vendor_id=vendor_id, pk__in=ids).only(
        "vendor_id", "partner_id", "calendar", "received_at"
    )
    return [row for case in cases for row in contributions(case, events[case.pk], milestones[case.pk], clocks.of(case))]


def _key(row: CaseFigure) -> tuple:
    return row.case_id, row.what, row.kind, row.ordinal


def _content(row: CaseFigure) -> tuple:
    return tuple(getattr(row, name) for name in _CONTENT)


class _Clocks:
    """The newest version of each calendar that covers a case's receipt, as slas.versions.newest_calendar has it."""

    def __init__(self, vendor_id: int):
        versions = CalendarVersion.objects.filter(vendor_id=vendor_id).order_by("-number")
        light = versions.defer("definition", "holidays", "marks", "offsets", "starts", "ends")
        self.versions = defaultdict(list)
        for version in light.select_related("calendar"):
            self.versions[version.calendar.code].append(version)

    def of(self, case: Case) -> Clock | None:
        covering = (row for row in self.versions[case.calendar] if row.horizon_from <= case.received_at)
        version = next(covering, None)
        return clock_of(version) if version else None
