"""The rows of a queue as its table draws them, in groups by severity."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext

from cases.models import Case
from cases.models.case import Side
from portal import presence
from portal.chips import Chip
from portal.clocks import Reader, chips, clocks_of_versions
from portal.desk.choices import Choices
from portal.desk.counting import Count
from portal.gates import Door
from portal.promises import promise_in_words
from slas.calendars import CalendarDefinition
from slas.models import CalendarVersion, PolicyVersion
from slas.terms import MilestoneKind, Severity
from slas.versions import table_of
from tenants.models import ListEntry, in_language

# Fetched beside the cases, never joined: under row-level security a join hides the list's index from the planner
# (150 ms against 0.1 ms for the first 50 of 12 000).
RELATED = ("partner", "customer", "owner", "last_word_by")


@dataclass(frozen=True)
class Row:
    """One case. `unread`: the partner has spoken last; `present`: names of others who are on it now."""

    case: Case
    href: str
    severity: str
    impact: str
    environment: str
    department: str
    chip: Chip | None
    present: list[str] = field(default_factory=list)
    level: str = ""

    @property
    def unread(self) -> bool:
        return self.case.last_word == Side.PARTNER and not self.case.is_over


@dataclass
class Group:
    """Cases of one severity. `promise` says what holds for all of them alike, "" where they differ."""

    rank: int
    code: str
    name: str
    promise: str
    rows: list[Row]
    total: Count | None = None

    @property
    def count(self) -> str:
        """ "6 of 9", or "3" where all are shown."""
        shown = len(self.rows)
        if self.total is None or (self.total.number <= shown and not self.total.more):
            return str(shown)
        return gettext("%(shown)d of %(total)s") % {"shown": shown, "total": self.total}


class Tables:
    """The policies of a page's cases, read with one query, and with another the calendars where they are asked for."""

    def __init__(self, cases: Iterable[Case]):
        rows = PolicyVersion.objects.filter(pk__in={case.policy_id for case in cases}).defer("document")
        self.tables = {row.pk: table_of(row) for row in rows}

        self.calendars: dict[str, CalendarDefinition] | None = None

    def _calendar(self, code: str) -> CalendarDefinition | None:
        """The vendor's calendar of that code in its newest version."""
        if self.calendars is None:
            newest = CalendarVersion.objects.order_by("calendar", "-number").distinct("calendar")
            rows = list(newest.values_list("calendar__code", "pk", "digest"))
            clocks = clocks_of_versions([(pk, digest) for _code, pk, digest in rows])
            self.calendars = {code: clocks[pk].definition for code, pk, _digest in rows}
        return self.calendars.get(code)

    def severity(self, case: Case) -> Severity | None:
        try:
            return self.tables[case.policy_id].severity(case.severity)
        except KeyError:
            return None

    def name(self, case: Case) -> str:
        severity = self.severity(case)
        return in_language(severity.name.en, severity.name.de) if severity else ""

    def promise(self, case: Case) -> str:
        """ "under 2 business hours", the case's initial response; "" where its plan has none."""
        target = self.tables[case.policy_id].targets(case.plan, case.calendar)(
            MilestoneKind.INITIAL_RESPONSE, case.severity
        )
        if target is None:
            return ""
        # The region's own are business hours: only what runs on other hours has to be looked up.
        own = self._calendar(target.calendar) if target.calendar != case.calendar else None
        return promise_in_words(target.amount, own)


def rows_of(cases: list[Case], tables: Tables, door: Door, choices: Choices, *, came_from: str = "") -> list[Row]:
    """The rows of a page; `came_from` is the lens' query, which the case's page keeps for its way back."""
    chip_of = chips(cases, Reader.behind(door))
    there = presence.on(door, cases)
    tail = f"?from={came_from}" if came_from else ""
    return [
        Row(
            case=case,
            href=reverse("case", args=[door.vendor.slug, case.number]) + tail,
            severity=tables.name(case),
            impact=choices.label(ListEntry.Name.IMPACT, case.impact),
            environment=choices.label(ListEntry.Name.ENVIRONMENT, case.environment),
            department=choices.label(ListEntry.Name.DEPARTMENT, case.department) if case.department else "",
            chip=chip_of.get(case.pk),
            present=there.get(case.pk, []),
            level=choices.level(case.escalation_level) if case.escalation_level else "",
        )
        for case in cases
    ]


def groups_of(rows: list[Row], tables: Tables) -> Iterator[Group]:
    """Rows that come in policy order, by severity."""
    for rank, members in groupby(rows, key=lambda row: row.case.severity_rank):
        found = list(members)
        case = found[0].case
        yield Group(rank, case.severity, found[0].severity, _promise(found, tables), found)


def _promise(rows: list[Row], tables: Tables) -> str:
    promises = {tables.promise(row.case) for row in rows}
    promise = promises.pop() if len(promises) == 1 else ""
    return gettext("initial response in %(promise)s") % {"promise": promise} if promise else ""
