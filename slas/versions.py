"""Reads calendar and policy versions as the values that reckon: a version never changes, so each is read once."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Exists, F

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
INTERVALS = ("definition", "holidays", "marks", "offsets", "starts", "ends")  # the large part of a calendar version
_KEPT = 512  # versions; a vendor has a handful of calendars and a new version of each a year


def clock_of(version: CalendarVersion) -> Clock:
    """The clock of a calendar version; the process keeps it."""
    clock = _clocks.get(version.pk)
    if clock is None:
        if len(_clocks) >= _KEPT:
            _clocks.clear()
        if version.get_deferred_fields():
            version.refresh_from_db(fields=INTERVALS)
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
    """The newest version of one calendar, as newest_calendars finds and refuses it."""
    return newest_calendars(vendor_id, [code], covering)[code]


def newest_calendars(
    vendor_id: int, codes: Iterable[str], covering: datetime | None = None, first: Exists | None = None
) -> dict[str, CalendarVersion]:
    """As known_calendars. Raises ServiceCalendar.DoesNotExist for an unknown code, and where no version goes back so
    far.
    """
    wanted = list(codes)
    found = known_calendars(vendor_id, wanted, covering, first)
    for code in wanted:
        if code not in found:
            raise ServiceCalendar.DoesNotExist(f"There is no calendar {code}")
    return found


def known_calendars(
    vendor_id: int, codes: Iterable[str], covering: datetime | None = None, first: Exists | None = None
) -> dict[str, CalendarVersion]:
    """The newest versions of a vendor's calendars by code, with one query; with `covering`, of those versions that
    know that aware UTC instant. `first` (a condition on versions): one that meets it goes before a newer one.

    Each year's version begins a year later, so a case older than two years stays with the last one that covers it.
    """
    versions = CalendarVersion.objects.filter(vendor_id=vendor_id, calendar__code__in=list(codes))
    if covering is not None:
        versions = versions.filter(horizon_from__lte=covering)
    # The intervals are read only where the process does not hold the clock yet.
    newest = versions.defer(*INTERVALS).annotate(code=F("calendar__code"))
    order = ["-number"] if first is None else [first.desc(), "-number"]
    return {row.code: row for row in newest.order_by("calendar", *order).distinct("calendar")}


def clocks_with_ids(ids: Iterable[int]) -> dict[int, Clock]:
    """The clocks of calendar versions by primary key; those that the process does not hold yet with one query."""
    wanted = set(ids)
    held = {pk: _clocks[pk] for pk in wanted if pk in _clocks}
    missing = wanted - held.keys()
    read = CalendarVersion.objects.filter(pk__in=missing) if missing else ()
    return held | {version.pk: clock_of(version) for version in read}


def policy_in_force(vendor_id: int, at: datetime) -> PolicyVersion:
    """The policy for a case received at the aware UTC instant `at`. Raises PolicyVersion.DoesNotExist before any."""
    # The document is large, and kept by table_of.
    version = PolicyVersion.objects.filter(vendor_id=vendor_id).in_force(at).defer("document").first()
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
    return tables_with_ids([policy_id])[policy_id]


def tables_with_ids(ids: Iterable[int]) -> dict[int, Policy]:
    """The tables of policy versions by primary key; those that the process does not hold yet with one query.

    Raises PolicyVersion.DoesNotExist for an id that the scope does not show.
    """
    wanted = set(ids)
    held = {pk: _tables[pk] for pk in wanted if pk in _tables}
    missing = wanted - held.keys()
    read = {row.pk: table_of(row) for row in PolicyVersion.objects.filter(pk__in=missing)} if missing else {}
    if missing - read.keys():
        raise PolicyVersion.DoesNotExist(f"There is no policy version {sorted(missing - read.keys())}")
    return held | read
