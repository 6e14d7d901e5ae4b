"""What a case contributed to the figures: read off its log and its milestones, without a present."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from cases.figures.turns import Stretch, walk
from cases.models import Case, CaseEvent, EventKind, Milestone
from cases.models.figures import CaseFigure, What
from slas.clock import Clock, epoch
from slas.terms import MilestoneKind

Measure = Callable[[datetime, datetime], int]
_COUNTED = {EventKind.RECEIVED: What.RECEIVED, EventKind.CLOSED: What.CLOSED, EventKind.ESCALATED: What.ESCALATED}


def contributions(
    case: Case, events: Iterable[CaseEvent], milestones: Iterable[Milestone], clock: Clock | None
) -> list[CaseFigure]:
    """The rows, not yet written. events: of turns.KINDS, in the order of the log. clock: of the case's calendar;
    without one no business time is known, and counts as none.
    """
    owners: list[tuple[datetime, int | None]] = []
    rows = []
    for event, course, was_over in walk(events):
        if event.kind == EventKind.OWNED:
            owners.append((event.at, course.owner))
        for what in _told(event.kind, was_over):
            row = _row(case, what, "", event.position, course.severity, event.at, course.owner)
            if what == What.RESOLVED:
                _add_turns(row, course.stretches, _measure(clock))
            rows.append(row)
    instants = [at for at, _owner in owners]
    for milestone in milestones:
        for what, at in _decided(milestone):
            last = bisect_right(instants, at)
            owner = owners[last - 1][1] if last else None
            row = _row(case, what, milestone.kind, milestone.ordinal, milestone.severity, at, owner)
            if what == What.ANSWERED:
                row.open_vendor = milestone.used_seconds
                row.wall_vendor = int((at - milestone.started_at).total_seconds())
            rows.append(row)
    return rows


def _told(kind: str, was_over: bool) -> Iterator[What]:
    if kind == EventKind.REOPENED and was_over:
        yield What.REOPENED
    if kind in (EventKind.RESOLVED, EventKind.CLOSED) and not was_over:
        yield What.RESOLVED
    if kind in _COUNTED:
        yield _COUNTED[EventKind(kind)]


def _decided(milestone: Milestone) -> Iterator[tuple[What, datetime]]:
    """A breach is counted when it happens, and stays, whether an answer comes later or never."""
    if milestone.ended_at == milestone.started_at:
        return  # it never ran: the message that began it resolved the case
    if milestone.breached_at:
        yield What.LATE, milestone.breached_at
    elif milestone.met_at:
        yield What.MET, milestone.met_at
    elif milestone.ended_at:
        yield What.ENDED, milestone.ended_at
    if milestone.met_at and milestone.kind == MilestoneKind.INITIAL_RESPONSE:
        yield What.ANSWERED, milestone.met_at


def _row(case: Case, what: What, kind: str, ordinal: int, severity: str, at: datetime, owner: int | None) -> CaseFigure:
    return CaseFigure(
        vendor_id=case.vendor_id, case_id=case.pk, partner_id=case.partner_id, owner_id=owner, what=what.value,
        kind=kind, ordinal=ordinal, severity=severity, at=at, day=at.astimezone(UTC).date(),
    )  # fmt: skip


def _add_turns(row: CaseFigure, stretches: Iterable[Stretch], measure: Measure) -> None:
    for stretch in stretches:
        wall, opened = f"wall_{stretch.side}", f"open_{stretch.side}"
        setattr(row, wall, getattr(row, wall) + int((stretch.end - stretch.start).total_seconds()))
        setattr(row, opened, getattr(row, opened) + measure(stretch.start, stretch.end))


def _measure(clock: Clock | None) -> Measure:
    """Open seconds between two instants, as far as the calendar's version knows them."""
    if clock is None:
        return lambda start, end: 0
    low, high = clock.horizon
    return lambda start, end: clock.measure(max(epoch(start), low), min(epoch(end), high))
