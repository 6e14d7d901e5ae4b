"""The rows of a queue as its table draws them, in groups by severity."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext

from cases.models import Case, Milestone
from cases.models.case import Side
from portal import presence
from portal.chips import Chip
from portal.clocks import Reader, chips
from portal.desk.choices import Choices
from portal.desk.counting import Count
from portal.gates import Door
from portal.promises import promise_in_words
from slas.calendars import CalendarDefinition
from slas.terms import MilestoneKind, Severity, Targets
from slas.versions import clock_of, known_calendars, tables_with_ids
from tenants.models import Customer, ListEntry, Membership, in_language


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
    """The policies of a page's cases; those that the process does not hold yet are read with one query."""

    def __init__(self, cases: Iterable[Case]):
        self.tables = tables_with_ids(case.policy_id for case in cases)
        self.targets: dict[tuple[int, str, str], Targets] = {}

        self.calendars: dict[str, CalendarDefinition | None] = {}

    def _calendar(self, vendor_id: int, code: str) -> CalendarDefinition | None:
        """The vendor's calendar of that code in its newest version."""
        if code not in self.calendars:
            version = known_calendars(vendor_id, [code]).get(code)
            self.calendars[code] = clock_of(version).definition if version else None
        return self.calendars[code]

    def severity(self, case: Case, code: str = "") -> Severity | None:
        """The case's own, or the one of that code that it had once."""
        try:
            return self.tables[case.policy_id].severity(code or case.severity)
        except KeyError:
            return None

    def name(self, case: Case, code: str = "") -> str:
        severity = self.severity(case, code)
        return in_language(severity.name.en, severity.name.de) if severity else ""

    def promise(self, case: Case) -> str:
        """ "under 2 business hours", the case's initial response; "" where its plan has none."""
        key = (case.policy_id, case.plan, case.calendar)
        if key not in self.targets:
            self.targets[key] = self.tables[case.policy_id].targets(case.plan, case.calendar)
        target = self.targets[key](MilestoneKind.INITIAL_RESPONSE, case.severity)
        if target is None:
            return ""
        # The region's own are business hours: only what runs on other hours has to be looked up.
        own = self._calendar(case.vendor_id, target.calendar) if target.calendar != case.calendar else None
        return promise_in_words(target.amount, own)


def with_names(cases: Iterable[Case], choices: Choices) -> list[Case]:
    """The cases with partner, customer, owner and last speaker; two queries besides what `choices` holds anyway.

    Fetched beside the cases, never joined: under row-level security a join hides the list's index from the planner
    (150 ms against 0.1 ms for the first 50 of 12 000).
    """
    found = list(cases)
    partners = {partner.pk: partner for partner in choices.partners}
    customers = Customer.objects.in_bulk({case.customer_id for case in found if case.customer_id})
    known = {owner.pk: owner for owner in choices.owners}
    wanted = {pk for case in found for pk in (case.owner_id, case.last_word_by_id) if pk}
    people = known | Membership.objects.in_bulk(wanted - known.keys())
    for case in found:
        case.partner = partners[case.partner_id]
        case.customer = customers[case.customer_id] if case.customer_id else None
        case.owner = people[case.owner_id] if case.owner_id else None
        case.last_word_by = people[case.last_word_by_id] if case.last_word_by_id else None
    return found


def rows_of(
    cases: list[Case], foremost: Mapping[int, Milestone], tables: Tables, door: Door, choices: Choices,
    *, came_from: str = "",
) -> list[Row]:  # fmt: skip
    """The rows of a page with their `foremost` milestones by case; `came_from` is the lens' query, which the case's
    page keeps for its way back.
    """
    chip_of = chips(cases, foremost, Reader.behind(door))
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
