"""Reads calendar and policy versions as the values that reckon: a version never changes, so each is read once."""

from datetime import UTC, date, datetime
from typing import Any

from slas import calendars
from slas.clock import Clock, epoch, instant
from slas.drafting import DraftedCalendar, Mark, Offset
from slas.models import CalendarVersion, PolicyVersion, ServiceCalendar
from slas.policy import Policy
from slas.policy_document import from_document
from slas.public_holidays import Holiday
from slas.terms import Why, Words

# By primary key: rows that are never changed, in a process that serves one database.
_clocks: dict[int, Clock] = {}
_tables: dict[int, Policy] = {}
_KEPT = 512  # versions; a vendor has a handful of calendars and a new version of each a year


def clock_of(version: CalendarVersion) -> Clock:
    """The clock of a calendar version; the process keeps it."""
    clock = _clocks.get(version.pk)
    if clock is None:
        if len(_clocks) >= _KEPT:
            _clocks.clear()
        clock = _clocks[version.pk] = Clock(drafted_of(version))
    return clock


def drafted_of(version: CalendarVersion) -> DraftedCalendar:
    """The drafted calendar that slas.loading wrote down."""
    return DraftedCalendar(
        calendars.from_json(version.definition),
        (epoch(version.horizon_from), epoch(version.horizon_to)),
        tuple(Holiday(date.fromisoformat(row["day"]), Words(**row["name"])) for row in version.holidays),
        tuple(version.starts),
        tuple(version.ends),
        tuple(Offset(*row) for row in version.offsets),
        tuple(Mark(start, end, Why(why), Words(**name)) for start, end, why, name in version.marks),
    )


def fields_of(drafted: DraftedCalendar) -> dict[str, Any]:
    """The fields of a version that hold a drafted calendar; drafted_of() reads them."""
    return {
        "zone": drafted.definition.zone,
        "definition": calendars.as_json(drafted.definition),
        "holidays": [{"day": row.day.isoformat(), "name": row.name.as_json()} for row in drafted.holidays],
        "starts": list(drafted.starts),
        "ends": list(drafted.ends),
        "offsets": [[row.start, row.seconds] for row in drafted.offsets],
        "marks": [[row.start, row.end, row.why.value, row.name.as_json()] for row in drafted.marks],
        "horizon_from": instant(drafted.horizon[0]),
        "horizon_to": instant(drafted.horizon[1]),
    }


def newest_calendar(vendor_id: int, code: str, covering: datetime | None = None) -> CalendarVersion:
    """The newest version of a vendor's calendar; with `covering`, of those that know that aware UTC instant.

    Each year's version begins a year later, so a case older than two years stays with the last one that covers it.
    Raises ServiceCalendar.DoesNotExist for an unknown code, and where no version goes back so far.
    """
    # The intervals are read only where the process does not hold the clock yet.
    versions = CalendarVersion.objects.filter(vendor_id=vendor_id, calendar__code=code)
    if covering is not None:
        versions = versions.filter(horizon_from__lte=covering)
    newest = versions.defer("definition", "holidays", "marks", "offsets", "starts", "ends").order_by("-number").first()
    if newest is None:
        raise ServiceCalendar.DoesNotExist(f"There is no calendar {code}")
    return newest


def policy_in_force(vendor_id: int, at: datetime) -> PolicyVersion:
    """The policy for a case received at the aware UTC instant `at`. Raises PolicyVersion.DoesNotExist before any."""
    version = PolicyVersion.objects.filter(vendor_id=vendor_id).in_force(at).first()
    if version is None:
        day = at.astimezone(UTC).date().isoformat()
        raise PolicyVersion.DoesNotExist(f"No policy was in force on {day}")
    return version


def table_of(version: PolicyVersion) -> Policy:
    """A policy version's table. A published one is read once; a draft may still change and is read anew."""
    if version.published_at is None:
        return from_document(version.document)
    table = _tables.get(version.pk)
    if table is None:
        if len(_tables) >= _KEPT:
            _tables.clear()
        table = _tables[version.pk] = from_document(version.document)
    return table


def table_with_id(policy_id: int) -> Policy:
    """The table of the policy version with this primary key; a published one is asked for once."""
    return _tables.get(policy_id) or table_of(PolicyVersion.objects.get(pk=policy_id))
