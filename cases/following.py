"""Which running cases a calendar concerns: those that have yet to follow its newest version, and what it would move
(R9).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, OuterRef, QuerySet, Subquery

from cases.models import Case, CaseEvent, Milestone
from cases.reckoning import CLOCK_KINDS, facts_of
from cases.terms import clocks_for, targets_of
from slas import reckoning
from slas.clock import Clock
from slas.models import CalendarVersion
from slas.versions import table_with_id


@dataclass(frozen=True)
class Move:
    """A milestone whose due instant would change: aware UTC instants."""

    case: Case
    kind: str
    before: datetime
    after: datetime


def running_on(calendars: Sequence[str]) -> QuerySet[Case]:
    """The cases with a running milestone on one of these calendars (codes), what is due next first."""
    if not calendars:
        return Case.objects.none()
    running = Milestone.objects.running().filter(calendar_version__calendar__code__in=calendars)
    return Case.objects.filter(pk__in=running.values("case")).order_by("next_due", "pk")


def behind() -> QuerySet[Milestone]:
    """Running milestones whose calendar has a newer version that reaches back to the case's receipt; `since`: from
    when (an aware UTC instant) the first of these is.
    """
    newer = CalendarVersion.objects.filter(
        vendor=OuterRef("vendor"),
        calendar=OuterRef("calendar_version__calendar"),
        number__gt=OuterRef("calendar_version__number"),
        horizon_from__lte=OuterRef("case__received_at"),
    )
    first = newer.order_by().values("calendar").annotate(first=Min("created_at")).values("first")
    return Milestone.objects.running().annotate(since=Subquery(first)).filter(since__isnull=False)


def cases_behind(version: CalendarVersion) -> int:
    """How many running cases have yet to follow this version of their calendar, or one after it."""
    older = CalendarVersion.objects.filter(calendar_id=version.calendar_id, number__lt=version.number)
    rows = Milestone.objects.running().filter(calendar_version__in=older.values("pk"))
    return rows.filter(case__received_at__gte=version.horizon_from).values("case").distinct().count()


def moves(clocks: Mapping[str, Clock], most: int) -> Iterator[Move]:
    """What would move if the calendars (by code) had these clocks; nothing is written. Of more than `most` running
    cases those that are due next are looked at.
    """
    for case in running_on(list(clocks))[:most]:
        events = CaseEvent.objects.filter(case=case, kind__in=CLOCK_KINDS).order_by("position")
        targets = targets_of(case)
        known, _versions = clocks_for(case.vendor_id, targets, case.received_at)
        rule = table_with_id(case.policy_id).severity_rule
        would = {code: clocks.get(code, clock) for code, clock in known.items()}
        found = reckoning.reckon(facts_of(events), targets, would, rule)
        due = {(str(milestone.kind), milestone.ordinal): milestone.due_at for milestone in found}
        for row in Milestone.objects.running().filter(case=case, due_at__isnull=False):
            after = due.get((row.kind, row.ordinal))
            if after is not None and row.due_at is not None and after != row.due_at:
                yield Move(case, row.kind, row.due_at, after)
