"""Questions to the sums, for spans of anybody's days.

Sums are kept by days and by months of UTC. A span of another zone's days is made of months, of days at their edges, and
of the contributions themselves at its rims (cases/figures/cutting.py): exact in every zone, and a handful of rows
however long it is and however many cases there are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Case as SqlCase
from django.db.models import OuterRef, QuerySet, Subquery, When
from django.db.models import Sum as SqlSum

from cases.figures import buckets
from cases.figures.cutting import Cut, cut, end_at, month_after
from cases.figures.periods import Period
from cases.models import Case
from cases.models.figures import CaseFigure, Of, Side, What

# Durations counted by bucket (cases.figures.buckets), by what happened, severity and side.
Spreads = dict[tuple[str, str, str], Counter]
# What adds to the cases that are not over, and what takes from them.
_NET: dict[str, int] = {What.RECEIVED.value: 1, What.REOPENED.value: 1, What.RESOLVED.value: -1}


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


# Days are named once more beside the joins: with them the planner finds the indexes.
_CUT = """
WITH months (no, day, sign) AS (SELECT * FROM unnest(%s::int[], %s::date[], %s::int[])),
     days (no, day, sign) AS (SELECT * FROM unnest(%s::int[], %s::date[], %s::int[])),
     rims (no, day, start, past, sign) AS (
        SELECT * FROM unnest(%s::int[], %s::date[], %s::timestamptz[], %s::timestamptz[], %s::int[]))
"""
_RIMS = "rims c JOIN cases_casefigure f ON f.day = c.day AND f.at >= c.start AND f.at < c.past"

_SUMS_OF = """
    SELECT c.no, d.what, d.kind, d.severity, c.sign * d.number AS number,
        c.sign * d.open_vendor AS ov, c.sign * d.open_partner AS op, c.sign * d.open_department AS od,
        c.sign * d.wall_vendor AS wv, c.sign * d.wall_partner AS wp, c.sign * d.wall_department AS wd
    FROM {cut} c JOIN {table} d ON d.day = c.day
    WHERE d.vendor_id = %s AND d.of = %s AND d.whose = %s AND d.day = ANY(%s::date[])
"""
_SUMS = f"""{_CUT}
SELECT no, what, kind, severity, sum(number), sum(ov), sum(op), sum(od), sum(wv), sum(wp), sum(wd) FROM (
    {_SUMS_OF.format(cut="months", table="cases_monthlyfigure")}
    UNION ALL {_SUMS_OF.format(cut="days", table="cases_dailyfigure")}
    UNION ALL
    SELECT c.no, f.what, f.kind, f.severity, sum(c.sign), sum(c.sign * f.open_vendor), sum(c.sign * f.open_partner),
        sum(c.sign * f.open_department), sum(c.sign * f.wall_vendor), sum(c.sign * f.wall_partner),
        sum(c.sign * f.wall_department)
    FROM {_RIMS} WHERE f.vendor_id = %s AND f.day = ANY(%s::date[]) {{narrow}} GROUP BY 1, 2, 3, 4
) all_of_them GROUP BY 1, 2, 3, 4 HAVING sum(number) <> 0 ORDER BY 1, 2, 3, 4
"""  # noqa: S608

_BACKLOG_OF = """
    SELECT what, {sign} * number AS number FROM {table}
    WHERE vendor_id = %s AND of = %s AND whose = %s AND day >= %s AND day < %s AND kind = ''
"""
_BACKLOG = f"""
WITH rims (day, start, past, sign) AS (
    SELECT * FROM unnest(%s::date[], %s::timestamptz[], %s::timestamptz[], %s::int[]))
SELECT what, sum(number) FROM (
    {_BACKLOG_OF.format(sign="1", table="cases_monthlyfigure")}
    UNION ALL {_BACKLOG_OF.format(sign="1", table="cases_dailyfigure")}
    UNION ALL {_BACKLOG_OF.format(sign="-1", table="cases_dailyfigure")}
    UNION ALL SELECT f.what, c.sign FROM {_RIMS} WHERE f.vendor_id = %s AND f.day = ANY(%s::date[]) {{narrow}}
) all_of_them WHERE what IN ('received', 'reopened', 'resolved') GROUP BY 1
"""  # noqa: S608

_EACH_OF = """
    SELECT c.no, d.whose, d.what, d.kind, c.sign * d.number AS number FROM {cut} c JOIN {table} d ON d.day = c.day
    WHERE d.vendor_id = %s AND d.of = %s AND d.day = ANY(%s::date[])
"""
_EACH = f"""{_CUT}
SELECT no, whose, what, kind, sum(number) FROM (
    {_EACH_OF.format(cut="months", table="cases_monthlyfigure")}
    UNION ALL {_EACH_OF.format(cut="days", table="cases_dailyfigure")}
    UNION ALL
    SELECT c.no, coalesce(f.{{column}}, 0), f.what, f.kind, sum(c.sign)
    FROM {_RIMS} WHERE f.vendor_id = %s AND f.day = ANY(%s::date[]) GROUP BY 1, 2, 3, 4
) all_of_them GROUP BY 1, 2, 3, 4 HAVING sum(number) <> 0
"""  # noqa: S608

_SPREADS_OF = """
    SELECT c.no, d.what, d.severity, d.side, d.bucket, c.sign * d.number AS number
    FROM {cut} c JOIN {table} d ON d.day = c.day
    WHERE d.vendor_id = %s AND d.of = %s AND d.whose = %s AND d.day = ANY(%s::date[])
"""
_SPREADS = f"""{_CUT}
SELECT no, what, severity, side, bucket, sum(number) FROM (
    {_SPREADS_OF.format(cut="months", table="cases_monthlyspread")}
    UNION ALL {_SPREADS_OF.format(cut="days", table="cases_dailyspread")}
    UNION ALL
    SELECT c.no, f.what, f.severity, side, {buckets.SQL.format("seconds")}, c.sign
    FROM {_RIMS}
    CROSS JOIN LATERAL (VALUES ('vendor', f.open_vendor), ('partner', f.open_partner),
        ('department', f.open_department), ('total', f.open_vendor + f.open_partner + f.open_department)
    ) sides (side, seconds)
    WHERE f.vendor_id = %s AND f.day = ANY(%s::date[]) {{narrow}}
        AND f.what IN ('resolved', 'answered') AND (f.what = 'resolved' OR side = 'vendor')
) all_of_them GROUP BY 1, 2, 3, 4, 5 HAVING sum(number) <> 0
"""  # noqa: S608


def sums(scope: Scope, spans: Sequence[Period]) -> list[Row]:
    """The sums of each span by what happened, the milestone's kind and the severity."""
    condition, ids = scope.narrow()
    parts = _cut(scope, spans)
    asked = [*parts.columns, *_asked(scope, parts), *ids]
    return [
        Row(no, what, kind, severity, Sum(int(number), _ints(seconds[:3]), _ints(seconds[3:])))
        for no, what, kind, severity, number, *seconds in _ask(_SUMS.format(narrow=condition), asked)
    ]


def backlog(scope: Scope, at: datetime) -> int:
    """How many cases were not over at the aware UTC instant `at`, by what was received and resolved until then."""
    condition, ids = scope.narrow()
    end = end_at(at, _summed(scope.vendor))
    rims = [list(column) for column in zip(*end.rims, strict=True)] or [[], [], [], []]
    whose = [scope.vendor, *scope.of]
    more, less = (end.month, end.day), (end.day, end.month)
    asked = [*rims, *whose, date.min, end.month, *whose, *more, *whose, *less, scope.vendor, rims[0], *ids]
    return sum(int(number) * _NET[what] for what, number in _ask(_BACKLOG.format(narrow=condition), asked))


def net(row: Row) -> int:
    """What a sum adds to the cases that are not over."""
    return row.sum.number * _NET.get(row.what, 0)


def by_each(scope: Scope, of: Of, *spans: Period) -> list[dict[int, Counter]]:
    """In each span, for each partner or owner (0: nobody), how often what happened, by (what, kind)."""
    parts = _cut(scope, spans)
    column = {Of.PARTNER: "partner_id", Of.OWNER: "owner_id"}[of]
    found: list[dict[int, Counter]] = [defaultdict(Counter) for _ in spans]
    whose = [scope.vendor, of.value]
    asked = [*parts.columns, *whose, parts.whole_months, *whose, parts.whole_days, scope.vendor, parts.rim_days]
    for no, one, what, kind, number in _ask(_EACH.format(column=column), asked):
        found[no][one][what, kind] += int(number)
    return found


def spreads(scope: Scope, *spans: Period) -> list[Spreads]:
    """The durations of each span."""
    condition, ids = scope.narrow()
    parts = _cut(scope, spans)
    found: list[Spreads] = [defaultdict(Counter) for _ in spans]
    asked = [*parts.columns, *_asked(scope, parts), *ids]
    for no, what, severity, side, bucket, number in _ask(_SPREADS.format(narrow=condition), asked):
        found[no][what, severity, side][bucket] += int(number)
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


def open_at(scope: Scope, at: datetime) -> QuerySet[CaseFigure]:
    """The cases that `backlog` counts, each by the contribution of its receipt.

    Only those that are open now or were resolved since can have been open then: however long the vendor's history is,
    the rest is not read.
    """
    mine = CaseFigure.objects.filter(vendor_id=scope.vendor)
    since = mine.filter(what=What.RESOLVED.value, at__gte=at).values("case")
    candidates = Case.objects.filter(vendor_id=scope.vendor).working().order_by().values("pk").union(since)
    step = When(what=What.RESOLVED.value, then=-1)
    steps = mine.filter(case=OuterRef("case"), what__in=list(_NET), kind="", at__lt=at).order_by().values("case")
    begun = mine.filter(what=What.RECEIVED.value, kind="", at__lt=at, case__in=candidates)
    if scope.partner is not None:
        begun = begun.filter(partner_id=scope.partner)
    return begun.annotate(net=Subquery(steps.annotate(net=SqlSum(SqlCase(step, default=1))).values("net"))).filter(
        net__gt=0
    )


def _ask(query: str, asked: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, asked)
        return cursor.fetchall()


def _ints(values) -> tuple[int, int, int]:
    return tuple(int(value or 0) for value in values)  # type: ignore[return-value]


def _cut(scope: Scope, spans: Sequence[Period]) -> Cut:
    return cut([(span.start, span.end) for span in spans], _summed(scope.vendor))


def _summed(vendor: int) -> date | None:
    """The day up to which whole months are summed: every month before it that has any figures is."""
    query = "SELECT max(day) FROM cases_monthlyfigure WHERE vendor_id = %s AND of = 'all' AND whose = 0"
    newest = _ask(query, [vendor])[0][0]
    return month_after(newest) if newest else None


def _asked(scope: Scope, parts: Cut) -> list:
    """Whose sums, of which months and days, and whose contributions of which days."""
    whose = [scope.vendor, *scope.of]
    return [*whose, parts.whole_months, *whose, parts.whole_days, scope.vendor, parts.rim_days]
