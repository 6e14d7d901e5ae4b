"""Questions to the daily sums, for spans of anybody's days.

Sums are kept by days of UTC. A span of another zone's days is made of the days of UTC that lie wholly inside, and of
the contributions themselves in what is left at its rims: exact in every zone, and still a handful of rows.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from django.db import connection
from django.db.models import QuerySet

from cases.figures import buckets
from cases.figures.periods import Period
from cases.models.figures import CaseFigure, Of, Side, What

# Durations counted by bucket (cases.figures.buckets), by what happened, severity and side.
Spreads = dict[tuple[str, str, str], Counter]
# What adds to the cases that are not over, and what takes from them.
_NET: dict[str, int] = {What.RECEIVED.value: 1, What.REOPENED.value: 1, What.RESOLVED.value: -1}
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Scope:
    """Whose cases: a vendor's, narrowed to one partner or one owner, or to neither."""

    vendor: int
    partner: int | None = None
    owner: int | None = None

    @property
    def of(self) -> tuple[str, int]:
        if self.partner is not None:
            return Of.PARTNER.value, self.partner
        return (Of.OWNER.value, self.owner) if self.owner is not None else (Of.ALL.value, 0)

    def narrow(self) -> tuple[str, list[int]]:
        """The same as a condition on contributions."""
        if self.partner is not None:
            return "AND f.partner_id = %s", [self.partner]
        return ("AND f.owner_id = %s", [self.owner]) if self.owner is not None else ("", [])


@dataclass(frozen=True)
class Sum:
    """How many, and the seconds that they took together with each side: open ones, and wall time."""

    number: int = 0
    open: tuple[int, int, int] = (0, 0, 0)  # vendor, partner, department
    wall: tuple[int, int, int] = (0, 0, 0)

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(
            self.number + other.number,
            tuple(a + b for a, b in zip(self.open, other.open, strict=True)),  # type: ignore[arg-type]
            tuple(a + b for a, b in zip(self.wall, other.wall, strict=True)),  # type: ignore[arg-type]
        )


@dataclass(frozen=True)
class Row:
    """A sum with what it is of; `piece` is the number of the span in the question."""

    piece: int
    what: str
    kind: str
    severity: str
    sum: Sum


# The days of the rims are named once more beside the join: with them the planner finds the index by day.
_SUMS = """
WITH days (no, day) AS (SELECT * FROM unnest(%s::int[], %s::date[])),
     rims (no, day, start, past) AS (SELECT * FROM unnest(%s::int[], %s::date[], %s::timestamptz[], %s::timestamptz[]))
SELECT no, what, kind, severity, sum(number), sum(ov), sum(op), sum(od), sum(wv), sum(wp), sum(wd) FROM (
    SELECT days.no, d.what, d.kind, d.severity, d.number, d.open_vendor AS ov, d.open_partner AS op,
        d.open_department AS od, d.wall_vendor AS wv, d.wall_partner AS wp, d.wall_department AS wd
    FROM days JOIN cases_dailyfigure d ON d.day = days.day
    WHERE d.vendor_id = %s AND d.of = %s AND d.whose = %s AND d.day BETWEEN %s AND %s
    UNION ALL
    SELECT r.no, f.what, f.kind, f.severity, count(*), sum(f.open_vendor), sum(f.open_partner),
        sum(f.open_department), sum(f.wall_vendor), sum(f.wall_partner), sum(f.wall_department)
    FROM rims r JOIN cases_casefigure f ON f.day = r.day AND f.at >= r.start AND f.at < r.past
    WHERE f.vendor_id = %s AND f.day = ANY(%s) {narrow} GROUP BY 1, 2, 3, 4
) both_of_them GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""

_BACKLOG = """
SELECT what, sum(number) FROM (
    SELECT d.what, d.number FROM cases_dailyfigure d
    WHERE d.vendor_id = %s AND d.of = %s AND d.whose = %s AND d.day < %s AND d.kind = ''
    UNION ALL
    SELECT f.what, 1 FROM cases_casefigure f WHERE f.vendor_id = %s AND f.day = %s AND f.at < %s {narrow}
) both_of_them WHERE what IN ('received', 'reopened', 'resolved') GROUP BY 1
"""

_EACH = """
WITH rims (no, day, start, past) AS (SELECT * FROM unnest(%s::int[], %s::date[], %s::timestamptz[], %s::timestamptz[]))
SELECT whose, what, kind, sum(number) FROM (
    SELECT d.whose, d.what, d.kind, d.number FROM cases_dailyfigure d
    WHERE d.vendor_id = %s AND d.of = %s AND d.day >= %s AND d.day < %s
    UNION ALL
    SELECT coalesce(f.{column}, 0), f.what, f.kind, count(*)
    FROM rims r JOIN cases_casefigure f ON f.day = r.day AND f.at >= r.start AND f.at < r.past
    WHERE f.vendor_id = %s AND f.day = ANY(%s) GROUP BY 1, 2, 3
) both_of_them GROUP BY 1, 2, 3
"""

_SPREADS = f"""
WITH rims (no, day, start, past) AS (SELECT * FROM unnest(%s::int[], %s::date[], %s::timestamptz[], %s::timestamptz[]))
SELECT what, severity, side, bucket, sum(number) FROM (
    SELECT d.what, d.severity, d.side, d.bucket, d.number FROM cases_dailyspread d
    WHERE d.vendor_id = %s AND d.of = %s AND d.whose = %s AND d.day >= %s AND d.day < %s
    UNION ALL
    SELECT f.what, f.severity, side, {buckets.SQL.format("seconds")}, 1
    FROM rims r JOIN cases_casefigure f ON f.day = r.day AND f.at >= r.start AND f.at < r.past
    CROSS JOIN LATERAL (VALUES ('vendor', f.open_vendor), ('partner', f.open_partner),
        ('department', f.open_department), ('total', f.open_vendor + f.open_partner + f.open_department)
    ) sides (side, seconds)
    WHERE f.vendor_id = %s AND f.day = ANY(%s) {{narrow}}
        AND f.what IN ('resolved', 'answered') AND (f.what = 'resolved' OR side = 'vendor')
) both_of_them GROUP BY 1, 2, 3, 4
"""  # noqa: S608


def sums(scope: Scope, spans: Sequence[Period]) -> list[Row]:
    """The sums of each span by what happened, the milestone's kind and the severity."""
    whole, rims = _cut([(span.start, span.end) for span in spans])
    condition, ids = scope.narrow()
    numbers, days = _each_day(whole)
    bounds = (min(days), max(days)) if days else (date.max, date.min)
    asked = [numbers, days, *rims, scope.vendor, *scope.of, *bounds, scope.vendor, rims[1], *ids]
    return [
        Row(no, what, kind, severity, Sum(int(number), _ints(seconds[:3]), _ints(seconds[3:])))
        for no, what, kind, severity, number, *seconds in _ask(_SUMS.format(narrow=condition), asked)
    ]


def backlog(scope: Scope, at: datetime) -> int:
    """How many cases were not over at the aware UTC instant `at`, by what was received and resolved until then."""
    day = at.astimezone(UTC).date()
    condition, ids = scope.narrow()
    asked = [scope.vendor, *scope.of, day, scope.vendor, day, at, *ids]
    return sum(int(number) * _NET[what] for what, number in _ask(_BACKLOG.format(narrow=condition), asked))


def net(row: Row) -> int:
    """What a sum adds to the cases that are not over."""
    return row.sum.number * _NET.get(row.what, 0)


def by_each(scope: Scope, span: Period, of: Of) -> dict[int, Counter]:
    """For each partner or owner (0: nobody) how often what happened, by (what, kind)."""
    whole, rims = _cut([(span.start, span.end)])
    column = {Of.PARTNER: "partner_id", Of.OWNER: "owner_id"}[of]
    found: dict[int, Counter] = defaultdict(Counter)
    asked = [*rims, scope.vendor, of.value, *_days(whole), scope.vendor, rims[1]]
    for whose, what, kind, number in _ask(_EACH.format(column=column), asked):
        found[whose][what, kind] += int(number)
    return found


def spreads(scope: Scope, span: Period) -> Spreads:
    """The durations of a span."""
    whole, rims = _cut([(span.start, span.end)])
    condition, ids = scope.narrow()
    asked = [*rims, scope.vendor, *scope.of, *_days(whole), scope.vendor, rims[1], *ids]
    found: Spreads = defaultdict(Counter)
    for what, severity, side, bucket, number in _ask(_SPREADS.format(narrow=condition), asked):
        found[what, severity, side][bucket] += int(number)
    return found


def median(found: Spreads, what: What, side: Side, severity: str | None = None) -> float | None:
    """The median in seconds, of one severity or of all; None of nothing."""
    total: Counter = Counter()
    for (of, rank, with_whom), counts in found.items():
        if (of, with_whom) == (what, side) and severity in (None, rank):
            total.update(counts)
    return buckets.median(total)


def behind(
    scope: Scope, span: Period, whats: Iterable[str], kind: str | None = None, severity: str | None = None
) -> QuerySet[CaseFigure]:
    """The contributions that a figure counts, each with its case: as many rows as the figure says."""
    rows = CaseFigure.objects.filter(vendor_id=scope.vendor, what__in=list(whats), at__gte=span.start, at__lt=span.end)
    narrowed = {"partner_id": scope.partner, "owner_id": scope.owner, "kind": kind, "severity": severity}
    return rows.filter(**{name: value for name, value in narrowed.items() if value is not None})


def _ask(query: str, asked: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, asked)
        return cursor.fetchall()


def _ints(values) -> tuple[int, int, int]:
    return tuple(int(value or 0) for value in values)  # type: ignore[return-value]


def _days(whole: list[list]) -> tuple[date, date]:
    """The first whole day of the one span and the day past its last; an empty span where it has none."""
    _numbers, first, past = whole
    return (first[0], past[0]) if first else (date.max, date.min)


def _each_day(whole: list[list]) -> tuple[list[int], list[date]]:
    """Number and day of every whole day: joined by equality, where a join by range would compare all with all."""
    found = [
        (number, first + count * _DAY)
        for number, first, past in zip(*whole, strict=True)
        for count in range((past - first).days)
    ]
    return [number for number, _day in found], [day for _number, day in found]


def _cut(spans: list[tuple[datetime, datetime]]) -> tuple[list[list], list[list]]:
    """As columns: (number, first, past) of the whole days of UTC, (number, day, start, past) of the rims."""
    whole, rims = [], []
    for number, (start, end) in enumerate(spans):
        first, past = _ceiling(start), end.astimezone(UTC).date()
        if first < past:
            whole.append((number, first, past))
        stops = [start, *(_midnight(day) for day in sorted({first, past}) if start < _midnight(day) < end), end]
        for begin, stop in pairwise(stops):
            if not (first <= begin.date() and stop <= _midnight(past)) and begin < stop:
                rims.append((number, begin.date(), begin, stop))
    return _columns(whole, 3), _columns(rims, 4)


def _ceiling(at: datetime) -> date:
    day = at.astimezone(UTC).date()
    return day if _midnight(day) == at else day + _DAY


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _columns(rows: list[tuple], width: int) -> list[list]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]
