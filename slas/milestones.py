"""A milestone is one case's instance of a target, and where it stands at an instant.

Instants are aware UTC datetimes, amounts are open seconds of the milestone's calendar.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from slas.clock import Clock, epoch
from slas.terms import MilestoneKind, Target


class Because(StrEnum):
    """Why a milestone started, ended, or had its due instant moved."""

    RECEIVED = "received"
    VENDOR_SPOKE = "vendor_spoke"
    REOPENED = "reopened"  # the partner waits for a word again
    SEVERITY_RAISED = "severity_raised"
    SEVERITY_REDUCED = "severity_reduced"
    PAUSED = "paused"
    RESUMED = "resumed"
    RESOLVED = "resolved"
    CLOSED = "closed"


class State(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    AT_RISK = "at_risk"
    MET = "met"
    BREACHED = "breached"
    ENDED = "ended"  # without being met and without being missed


@dataclass(frozen=True, slots=True)
class Move:
    """A due instant that moved. None stands for "none while paused"."""

    at: datetime
    because: Because
    due_before: datetime | None
    due_after: datetime | None


@dataclass(frozen=True, slots=True)
class Pause:
    """From when to when the case waited on the partner; None while it still does."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Milestone:
    """What the facts say of one target. Nothing here depends on the present: ask state().

    severity: the confirmed one by which it runs; target: the row that governs the due instant. After a raise
        these may differ, where the older row is due earlier.
    counted_from: where the governing row counts from, the start or the decision of a raise.
    due_at, warn_at: None while paused. warn_at is the instant at which 75 % of the counted time are used.
    breached_at: the due instant, where the facts show that it passed; state() knows the rest.
    ends_at_opening: the budget ends at an opening rather than at the closing before (a day target).
    """

    kind: MilestoneKind
    ordinal: int
    severity: str
    target: Target
    started_at: datetime
    started_by: Because
    counted_from: datetime
    budget_seconds: int
    ends_at_opening: bool
    due_at: datetime | None
    warn_at: datetime | None
    met_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: Because | None = None
    breached_at: datetime | None = None
    paused_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    moves: tuple[Move, ...] = ()

    @property
    def calendar(self) -> str:
        """The code of the calendar it is counted on."""
        return self.target.calendar

    @property
    def over_at(self) -> datetime | None:
        """When it was met or ended; None while it is open."""
        return self.met_at or self.ended_at

    def state_at(self, at: datetime) -> State:
        """Where it stands at an instant not before its last fact. From the due instant on it is breached."""
        late_at = self.breached_at or (self.due_at if self.over_at is None else None)
        if late_at and late_at <= at:
            return State.BREACHED
        if self.met_at and self.met_at <= at:
            return State.MET
        if self.ended_at and self.ended_at <= at:
            return State.ENDED
        if self.paused_at and self.paused_at <= at:
            return State.PAUSED
        return State.AT_RISK if self.warn_at and self.warn_at <= at else State.RUNNING


@dataclass(frozen=True, slots=True)
class Standing:
    """A milestone at an instant. left_seconds is below zero once it is late; percent stays within 0 to 100."""

    state: State
    used_seconds: int
    left_seconds: int
    percent: int


def counted_stretches(milestone: Milestone, until: int) -> list[tuple[int, int]]:
    """The stretches from counted_from to `until` that are not paused, open or closed. Epoch seconds."""
    stretches, begin = [], epoch(milestone.counted_from)
    for pause in milestone.pauses:
        start = epoch(pause.start)
        if begin < min(start, until):
            stretches.append((begin, min(start, until)))
        begin = max(begin, epoch(pause.end)) if pause.end else max(begin, until)
    if begin < until:
        stretches.append((begin, until))
    return stretches


def used_seconds(milestone: Milestone, at: datetime, clock: Clock) -> int:
    """The counted seconds up to an instant, or up to where it was met or ended."""
    until = epoch(min(at, milestone.over_at) if milestone.over_at else at)
    return sum(clock.measure(start, end) for start, end in counted_stretches(milestone, until))


def state(milestone: Milestone, at: datetime, clock: Clock) -> Standing:
    """Where a milestone stands at an aware instant not before its last fact. The clock is that of its calendar."""
    used = used_seconds(milestone, at, clock)
    percent = min(used * 100 // milestone.budget_seconds, 100) if milestone.budget_seconds else 100
    return Standing(milestone.state_at(at), used, milestone.budget_seconds - used, percent)
