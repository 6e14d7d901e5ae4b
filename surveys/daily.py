"""Sums of surveys by day: written by a sweep and by a rebuild with one statement, asked for spans of anybody's days.

A day whose surveys have changed since it was summed is read from the surveys themselves, as are the rims of a span: so
the answers are exact at every moment, and still a row a day however many surveys there are.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zlib import crc32

from django.db import connection

from cases.figures.cutting import cut
from cases.figures.periods import DAY
from cases.models.figures import Of
from surveys.models import Question, SurveyDay, SurveyDayDue
from tenants.scope import working
from tenants.sweeps import vendors_with

SATISFIED = 4  # a rating from here on
BATCH = 60  # days
_KEY = crc32(b"surveys by day") % 2**31
_COUNTS = [
    "invited",
    "responded",
    *(f"{name}_{part}" for name in Question.values for part in ("count", "sum", "satisfied")),
]
_RATED = ", ".join(
    f"(s.{name} IS NOT NULL)::int, coalesce(s.{name}, 0), (coalesce(s.{name}, 0) >= {SATISFIED})::int"
    for name in Question.values
)
# What each survey adds in spans (no, start, past, sign). One that was withdrawn before it was answered was not sent:
# nobody could answer it.
_ADDED = f"""
    SELECT c.no, c.sign, s.partner_id, s.owner_id, 1 AS invited, (s.answered_at IS NOT NULL)::int AS responded,
        {", ".join(f"0 AS {name}" for name in _COUNTS[2:])}
    FROM spans c JOIN surveys_survey s ON s.invited_at >= c.start AND s.invited_at < c.past
    WHERE s.vendor_id = %(vendor)s AND (s.answered_at IS NOT NULL OR s.withdrawn_at IS NULL)
    UNION ALL
    SELECT c.no, c.sign, s.partner_id, s.owner_id, 0, 0, {_RATED}
    FROM spans c JOIN surveys_survey s ON s.answered_at >= c.start AND s.answered_at < c.past
    WHERE s.vendor_id = %(vendor)s
"""  # noqa: S608
_WRITTEN = f"""
WITH spans (no, start, past, sign) AS (SELECT * FROM unnest(%(days)s::date[], %(starts)s::timestamptz[],
    %(ends)s::timestamptz[], %(signs)s::int[]))
SELECT %(vendor)s::bigint, no,
    CASE WHEN grouping(partner_id) = 0 THEN 'partner' WHEN grouping(owner_id) = 0 THEN 'owner' ELSE 'all' END,
    CASE WHEN grouping(partner_id) = 0 THEN partner_id WHEN grouping(owner_id) = 0 THEN coalesce(owner_id, 0)
        ELSE 0 END,
    {", ".join(f"sum({name})" for name in _COUNTS)}
FROM ({_ADDED}) added GROUP BY no, GROUPING SETS ((), (partner_id), (owner_id))
"""  # noqa: S608
_ASKED = f"""
WITH days (no, day, sign) AS (SELECT * FROM unnest(%(numbers)s::int[], %(days)s::date[], %(day_signs)s::int[])),
    spans (no, start, past, sign) AS (SELECT * FROM unnest(%(nos)s::int[], %(starts)s::timestamptz[],
        %(ends)s::timestamptz[], %(signs)s::int[]))
SELECT no, {", ".join(f"sum(sign * {name})" for name in _COUNTS)} FROM (
    SELECT c.no, c.sign, NULL::bigint, NULL::bigint, {", ".join(_COUNTS)} FROM days c
    JOIN surveys_surveyday d ON d.day = c.day
    WHERE d.vendor_id = %(vendor)s AND d.of = %(of)s AND d.whose = %(whose)s AND d.day = ANY(%(days)s::date[])
    UNION ALL SELECT * FROM ({_ADDED}) added {{narrow}}
) all_of_them GROUP BY no
"""  # noqa: S608
COLUMNS = ", ".join(["vendor_id", "day", "of", "whose", *_COUNTS])


@dataclass(frozen=True)
class Whose:
    """A vendor's surveys, narrowed to a partner's, to those on one membership's service, to both or to neither."""

    vendor: int
    partner: int | None = None
    owner: int | None = None


def counts(whose: Whose, spans: Sequence[tuple[datetime, datetime]]) -> list[dict[str, int]]:
    """The sums of each span of aware UTC instants, by the names of SurveyDay's columns."""
    parts = cut(spans, None)
    # Two conditions at once have no sums of their own.
    stale = None if whose.partner is not None and whose.owner is not None else _due(whose.vendor)
    kept = [row for row in parts.days if stale is not None and row[1] not in stale]
    raw = [(no, *_bounds(day), sign) for no, day, sign in parts.days if stale is None or day in stale]
    raw += [(no, start, past, sign) for no, _day, start, past, sign in parts.rims]
    found = [dict.fromkeys(_COUNTS, 0) for _ in spans]
    with connection.cursor() as cursor:
        cursor.execute(_ASKED.format(narrow=_narrow(whose)), _asked(whose, kept, raw))
        for no, *values in cursor.fetchall():
            found[no] = {name: int(value) for name, value in zip(_COUNTS, values, strict=True)}
    return found


def sweep_survey_days() -> int:
    """Sums the days that changed; returns how many. Another sweep at the same vendor is left to its work."""
    return sum(_sweep(vendor) for vendor in vendors_with(SurveyDayDue.objects.all()))


def rebuild(vendor: int) -> int:
    """Sums every day anew; returns how many."""
    with working(vendor):
        days = sorted(_all_days(vendor))
    for start in range(0, len(days), BATCH):
        with working(vendor):
            _lock(vendor, wait=True)
            _write(vendor, days[start : start + BATCH])
    return len(days)


def differences(vendor: int) -> Iterator[str]:
    """What is stored and does not follow from the surveys, or is missing, in words. Days that are due are not told."""
    with working(vendor), connection.cursor() as cursor:
        days = sorted(_all_days(vendor) - _due(vendor))
        stored = f"SELECT {COLUMNS} FROM surveys_surveyday WHERE vendor_id = %(vendor)s AND day = ANY(%(days)s::date[])"  # noqa: S608
        for word, one, other in (("missing", _WRITTEN, stored), ("too many", stored, _WRITTEN)):
            cursor.execute(f"({one}) EXCEPT ALL ({other})", _of_days(vendor, days))
            yield from (f"surveys_surveyday {word}: {row}" for row in cursor.fetchall())


def _sweep(vendor: int) -> int:
    done = 0
    while True:
        with working(vendor):
            if not _lock(vendor, wait=False):
                return done
            # The rows are read first: a change that is committed meanwhile leaves one of its own.
            due = list(SurveyDayDue.objects.filter(vendor_id=vendor).order_by("pk")[: BATCH * 10])
            days = sorted({row.day for row in due})
            _write(vendor, days)
            SurveyDayDue.objects.filter(vendor_id=vendor, pk__in=[row.pk for row in due]).delete()
        done += len(days)
        if len(due) < BATCH * 10:
            return done


def _lock(vendor: int, *, wait: bool) -> bool:
    """Whether this transaction is the one that writes the vendor's days."""
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_KEY, vendor % 2**31])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_KEY, vendor % 2**31])
        return cursor.fetchone()[0]


def _write(vendor: int, days: list[date]) -> None:
    if not days:
        return
    SurveyDay.objects.filter(vendor_id=vendor, day__in=days).delete()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO surveys_surveyday ({COLUMNS}) {_WRITTEN}", _of_days(vendor, days))


def _of_days(vendor: int, days: list[date]) -> dict:
    bounds = [_bounds(day) for day in days]
    starts, ends = [start for start, _past in bounds], [past for _start, past in bounds]
    return {"vendor": vendor, "days": days, "starts": starts, "ends": ends, "signs": [1] * len(days)}


def _asked(whose: Whose, kept: list[tuple], raw: list[tuple]) -> dict:
    of, pk = (Of.PARTNER, whose.partner) if whose.partner is not None else (Of.OWNER, whose.owner)
    if pk is None:
        of, pk = Of.ALL, 0
    named = dict(zip(("nos", "starts", "ends", "signs"), _columns(raw, 4), strict=True))
    named |= dict(zip(("numbers", "days", "day_signs"), _columns(kept, 3), strict=True))
    narrowed = {"partner": whose.partner, "owner": whose.owner}
    return {"vendor": whose.vendor, "of": of.value, "whose": pk, **narrowed, **named}


def _narrow(whose: Whose) -> str:
    conditions = [f"{name}_id = %({name})s" for name in ("partner", "owner") if getattr(whose, name) is not None]
    return f"WHERE {' AND '.join(conditions)}" if conditions else ""


def _columns(rows: list[tuple], width: int) -> list[list]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]


def _due(vendor: int) -> set[date]:
    return set(SurveyDayDue.objects.filter(vendor_id=vendor).values_list("day", flat=True).distinct())


def _bounds(day: date) -> tuple[datetime, datetime]:
    start = datetime.combine(day, time(), UTC)
    return start, start + DAY


def _all_days(vendor: int) -> set[date]:
    """Every day that has surveys or sums."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (invited_at AT TIME ZONE 'UTC')::date FROM surveys_survey WHERE vendor_id = %(vendor)s UNION"
            " SELECT (answered_at AT TIME ZONE 'UTC')::date FROM surveys_survey WHERE vendor_id = %(vendor)s UNION"
            " SELECT day FROM surveys_surveyday WHERE vendor_id = %(vendor)s", {"vendor": vendor},
        )  # fmt: skip
        return _without_none(day for (day,) in cursor.fetchall())


def _without_none(days: Iterable[date | None]) -> set[date]:
    return {day for day in days if day is not None}
