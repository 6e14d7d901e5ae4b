"""Which running cases a calendar concerns: those that follow its new version, and what it would move (R9)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.figures.stale import mark_stale
from cases.models import Case, CaseEvent, Milestone
from cases.reckoning import CLOCK_KINDS, facts_of, targets_of
from cases.terms import clocks_for
from cases.verbs.follow_calendar import follow_calendar
from slas import reckoning
from slas.clock import Clock
from slas.versions import table_with_id


@dataclass(frozen=True)
class Move:
    """A milestone whose due instant would change: aware UTC instants."""

    case: Case
    kind: str
    before: datetime
    after: datetime


def running_on(calendars: Sequence[str]):
    """The cases with a running milestone on one of these calendars (codes), in the vendor's scope."""
    if not calendars:
        return Case.objects.none()
    running = Milestone.objects.running().filter(calendar_version__calendar__code__in=calendars)
    return Case.objects.filter(pk__in=running.values("case")).order_by("pk")


def follow_calendars(calendars: Sequence[str], *, at: datetime) -> int:
    """Every running case on these calendars follows their newest versions; returns how many moved. The figures of
    those that are over follow with the next sweep of figures.
    """
    mark_stale(calendars, at=at)
    return sum(follow_calendar(case, at=at) for case in running_on(calendars))


def moves(clocks: Mapping[str, Clock]) -> Iterator[Move]:
    """What would move if the calendars (by code) had these clocks; nothing is written."""
    for case in running_on(list(clocks)):
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
