"""From a case's log to its milestones: the rows are a cache of a pure function (slas.reckoning)."""

from collections.abc import Iterable, Mapping

from cases.changing import Change
from cases.models import Case, CaseEvent, EscalationStep, EventKind, Milestone
from cases.models.case import NOTHING_DUE
from cases.terms import clocks_for
from slas import reckoning
from slas.models import CalendarVersion
from slas.terms import Targets
from slas.versions import table_of

CLOCK_KINDS = [
    EventKind.RECEIVED,
    EventKind.SAID,
    EventKind.WAITED,
    EventKind.RETURNED,
    EventKind.SEVERITY_CONFIRMED,
    EventKind.SEVERITY_DECIDED,
    EventKind.RESOLVED,
    EventKind.REOPENED,
    EventKind.CLOSED,
]


def facts_of(events: Iterable[CaseEvent]) -> list[reckoning.Fact]:
    """The facts that the clock goes by, in the order of the log."""
    return [fact for event in events if (fact := _fact(event)) is not None]


def _fact(event: CaseEvent) -> reckoning.Fact | None:
    match event.kind:
        case EventKind.RECEIVED:
            return reckoning.Received(event.at, event.data["severity"])
        case EventKind.SAID:
            answers = event.data["side"] == "vendor" and not event.data.get("automatic")
            return reckoning.VendorSpoke(event.at) if answers else None
        case EventKind.WAITED:
            return reckoning.PartnerWaited(event.at)
        case EventKind.RETURNED:
            return reckoning.PartnerReturned(event.at)
        case EventKind.SEVERITY_CONFIRMED | EventKind.SEVERITY_DECIDED:
            changed = event.data["severity"] != event.data["before"]
            return reckoning.SeverityDecided(event.at, event.data["severity"]) if changed else None
        case EventKind.RESOLVED:
            return reckoning.Resolved(event.at)
        case EventKind.REOPENED:
            return reckoning.Reopened(event.at)
        case EventKind.CLOSED:
            return reckoning.Closed(event.at)
    return None


def targets_of(case: Case) -> Targets:
    """The rows of the case's own policy and plan, on its region's calendar."""
    return table_of(case.policy).targets(case.plan, regional=case.calendar)


def reckoned(case: Case) -> tuple[tuple[reckoning.Milestone, ...], Mapping[str, CalendarVersion]]:
    """The milestones of a case as its log and the newest calendars give them, with the calendars' rows."""
    events = CaseEvent.objects.filter(case=case, kind__in=CLOCK_KINDS).order_by("position")
    targets = targets_of(case)
    clocks, versions = clocks_for(case.vendor_id, targets)
    return reckoning.reckon(facts_of(events), targets, clocks), versions


def reckon_again(change: Change) -> None:
    """Brings the case's milestone rows and cached instants in line with its log, and records what moved."""
    case = change.case
    known = {(row.kind, row.ordinal): row for row in Milestone.objects.filter(case=case)}
    milestones, versions = reckoned(case)
    rows = []
    for milestone in milestones:
        row = known.get((milestone.kind, milestone.ordinal))
        rows.append(_written(change, milestone, versions[milestone.calendar], row))
    running = [row for row in rows if row.met_at is None and row.ended_at is None]
    case.next_due = _earliest(row.due_at for row in running)
    case.at_risk_from = _earliest(row.warn_at for row in running)


def _earliest(instants) -> int:
    return min((int(at.timestamp()) for at in instants if at is not None), default=NOTHING_DUE)


def _written(change: Change, milestone: reckoning.Milestone, version: CalendarVersion, row: Milestone | None):
    case = change.case
    before = (row.due_at, row.met_at) if row else (None, None)
    new = row is None
    if row is None:
        row = Milestone(vendor_id=case.vendor_id, partner_id=case.partner_id, customer_id=case.customer_id, case=case)
    was = dict(vars(row))
    apply(milestone, version, row)
    row.sweep_at = _next_step(row, change.at)
    if new or any(vars(row)[name] != value for name, value in was.items() if name != "_state"):
        row.save()
    if not new:
        _record_moves(change, row, *before)
    return row


def apply(milestone: reckoning.Milestone, version: CalendarVersion, row: Milestone) -> None:
    """Copies what was reckoned into a row; `sweep_at` is the caller's."""
    row.kind, row.ordinal, row.severity = milestone.kind, milestone.ordinal, milestone.severity
    row.calendar_version = version
    row.started_at, row.due_at, row.warn_at = milestone.started_at, milestone.due_at, milestone.warn_at
    row.paused_at, row.met_at, row.ended_at = milestone.paused_at, milestone.met_at, milestone.ended_at
    row.breached_at = milestone.breached_at or row.breached_at
    row.budget_seconds = milestone.budget_seconds
    row.used_seconds = milestone.used_seconds


def _next_step(row: Milestone, at) -> object:
    """The instant of the next step that has not been taken, for the milestone as it stands at `at`."""
    if row.met_at or row.ended_at or row.due_at is None:
        return None
    if row.warn_at is not None and row.warn_at > at:
        return row.warn_at
    taken = (
        set(EscalationStep.objects.filter(milestone=row, due_at=row.due_at).values_list("step", flat=True))
        if row.pk
        else set()
    )
    if EscalationStep.Step.WARN not in taken:
        return row.warn_at or row.due_at
    return None if EscalationStep.Step.DUE in taken else row.due_at


def _record_moves(change: Change, row: Milestone, due_before, met_before) -> None:
    if row.met_at and not met_before:
        change.record(
            EventKind.MET, by_nobody=True, milestone=row.pk, kind=row.kind, late=row.breached_at is not None,
            left=row.budget_seconds - row.used_seconds,
        )  # fmt: skip
    elif row.due_at and row.due_at != due_before and not row.ended_at:
        cause = change.events[0] if change.events else None
        change.record(
            EventKind.DUE_MOVED, by_nobody=True, milestone=row.pk, kind=row.kind, due=row.due_at.isoformat(),
            before=due_before.isoformat() if due_before else None, reason=cause.kind if cause else "calendar",
        )  # fmt: skip
