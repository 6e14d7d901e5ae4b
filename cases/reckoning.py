"""From a case's log to its milestones: the rows are a cache of a pure function (slas.reckoning)."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime

from cases.change import Change, StepKey
from cases.models import Case, CaseEvent, EscalationStep, EventKind, Milestone
from cases.models.case import NOTHING_DUE
from cases.refusals import BeyondCalendar
from cases.terms import Clocks, targets_of
from slas import reckoning
from slas.clock import Clock, HorizonError
from slas.models import CalendarVersion
from slas.versions import table_with_id

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


@dataclass(frozen=True)
class Reckoned:
    """A case's milestones in the order in which they started, with the clocks and calendar rows they stand on."""

    milestones: tuple[reckoning.Milestone, ...]
    clocks: Mapping[str, Clock]
    versions: Mapping[str, CalendarVersion]


def reckoned(case: Case, clocks: Clocks, events: Iterable[CaseEvent] | None = None) -> Reckoned:
    """The milestones of a case as its log and these clocks (newest_clocks, standing_clocks) give them.

    `events` are those of CLOCK_KINDS, in the order of the log, where they are at hand. Raises
    slas.clock.HorizonError past what these calendars cover.
    """
    if events is None:
        events = log_of(case)
    rule = table_with_id(case.policy_id).severity_rule
    return Reckoned(reckoning.reckon(facts_of(events), targets_of(case), clocks[0], rule), *clocks)


def log_of(case: Case) -> list[CaseEvent]:
    """The events that the clock goes by, as far as they are written."""
    rows = CaseEvent.objects.filter(case=case, kind__in=CLOCK_KINDS).order_by("position")
    return list(rows.only("kind", "at", "data"))


def reckon_again(change: Change) -> None:
    """Brings the case's milestone rows and cached instants in line with its log, and records what moved.

    Raises BeyondCalendar where its calendars do not reach that far.
    """
    case = change.case
    written = [] if change.is_new else log_of(case)
    try:
        log = [*written, *(event for event in change.events if event.kind in CLOCK_KINDS)]
        result = reckoned(case, change.clocks, log)
    except HorizonError as past:
        raise BeyondCalendar from past
    known = {(row.kind, row.ordinal): row for row in change.milestones}
    rows = [
        _written(change, milestone, result, known.pop((milestone.kind, milestone.ordinal), None))
        for milestone in result.milestones
    ]
    for row in known.values():
        _never_ran(row)
    running = [row for row in rows if row.met_at is None and row.ended_at is None]
    case.next_due = earliest(row.due_at for row in running)
    case.at_risk_from = earliest(row.warn_at for row in running)


def follow_newest(change: Change) -> bool:
    """Has the case follow newer versions of its calendars, before anything goes by its due instants (R9); says
    whether there were any.

    Support's hours are published at once, and many cases follow one after the other: whoever touches a case in
    between, the sweep that would find it late too, must not go by the hours of before.
    """
    running = {row.calendar_version_id for row in change.milestones if row.met_at is None and row.ended_at is None}
    if not running or running <= {version.pk for version in change.clocks[1].values()}:
        return False
    reckon_again(change)
    return True


def _never_ran(row: Milestone) -> None:
    """A next update that began with the very message that resolved the case: it asks for nothing."""
    if row.ended_at is None:
        row.ended_at, row.due_at, row.warn_at, row.sweep_at = row.started_at, None, None, None
        row.save()


def earliest(instants: Iterable[datetime | None]) -> int:
    """Epoch seconds of the first of these instants, NOTHING_DUE where there is none."""
    return min((int(at.timestamp()) for at in instants if at is not None), default=NOTHING_DUE)


def _written(change: Change, milestone: reckoning.Milestone, result: Reckoned, row: Milestone | None) -> Milestone:
    case, known = change.case, row is not None
    if row is None:
        row = Milestone(vendor_id=case.vendor_id, partner_id=case.partner_id, customer_id=case.customer_id, case=case)
    was = {field.attname: getattr(row, field.attname) for field in Milestone._meta.concrete_fields}
    apply(milestone, result, row)
    row.sweep_at = next_step(row, change.taken if known else set())
    if not known or any(getattr(row, name) != value for name, value in was.items()):
        row.save()
    if not known:
        change.milestones.append(row)
    else:
        _record_moves(change, row, was["due_at"], was["met_at"])
    return row


def apply(milestone: reckoning.Milestone, result: Reckoned, row: Milestone) -> None:
    """Copies what was reckoned into a row; `sweep_at` is the caller's."""
    row.kind, row.ordinal, row.severity = milestone.kind, milestone.ordinal, milestone.severity
    if milestone.over_at is None or row.calendar_version_id is None:  # what is over keeps the version it ended under
        row.calendar_version = result.versions[milestone.calendar]
    row.started_at, row.due_at, row.warn_at = milestone.started_at, milestone.due_at, milestone.warn_at
    row.paused_at, row.met_at, row.ended_at = milestone.paused_at, milestone.met_at, milestone.ended_at
    row.breached_at = milestone.breached_at or row.breached_at
    row.budget_seconds = milestone.budget_seconds
    stopped = milestone.over_at or milestone.paused_at
    clock = result.clocks[milestone.calendar]
    row.used_seconds = reckoning.used_seconds(milestone, stopped, clock) if stopped else 0


def next_step(row: Milestone, taken: Set[StepKey]) -> datetime | None:
    """The instant of the next step that has not been `taken`; None where none is left."""
    if row.met_at or row.ended_at or row.due_at is None:
        return None
    if (row.pk, EscalationStep.Step.DUE, row.due_at) in taken:
        return None
    warned = (row.pk, EscalationStep.Step.WARN, row.due_at) in taken
    return row.due_at if warned else row.warn_at or row.due_at


def _record_moves(change: Change, row: Milestone, due_before, met_before) -> None:
    if row.met_at and not met_before:
        change.record(
            EventKind.MET, by_nobody=True, milestone=row.pk, kind=row.kind, late=row.breached_at is not None,
            left=row.budget_seconds - row.used_seconds,
        )  # fmt: skip
    elif row.due_at and row.due_at != due_before and not row.ended_at:
        # The verb's own event stands first after the steps that were due before it.
        causes = [event for event in change.events if event.kind in CLOCK_KINDS]
        # A word that brings the ball back moves the due instant by that, not by itself.
        cause = next((event for event in causes if event.kind != EventKind.SAID), causes[0] if causes else None)
        change.record(
            EventKind.DUE_MOVED, by_nobody=True, milestone=row.pk, kind=row.kind, due=row.due_at.isoformat(),
            before=due_before.isoformat() if due_before else None, reason=cause.kind if cause else "calendar",
        )  # fmt: skip
