"""The course of one milestone while the facts of its case are read: what counts, what pauses, what is due.

A change of severity adds a row beside the one that runs. All rows count the same stretches; the due instant is
folded out of theirs: a raise takes the earlier, a reduction the later. Instants are epoch seconds unless named at.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from slas.clock import Clock, epoch, instant
from slas.milestones import Because, Milestone, Move, Pause
from slas.terms import WARN_DENOMINATOR, WARN_NUMERATOR, MilestoneKind, Target

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """A target as it is counted on this milestone: from where, how much, and how it joins the rows before it."""

    target: Target
    clock: Clock
    start: int
    seconds: int
    at_opening: bool
    joined: Because | None = None

    def used(self, stretches: list[Stretch]) -> int:
        measure = self.clock.measure
        return sum(measure(max(begin, self.start), end) for begin, end in stretches)

    def due(self, stretches: list[Stretch], since: int) -> int:
        """Where it is due when it runs from `since` on. One that is used up already was due before."""
        left, begin = self.seconds - self.used(stretches), max(since, self.start)
        return self.clock.end(begin, left, self.at_opening) if left >= 0 else begin

    def warn(self, stretches: list[Stretch], since: int) -> int:
        """The instant at which three quarters are used, also where that lies before a pause."""
        wanted = -(-self.seconds * WARN_NUMERATOR // WARN_DENOMINATOR)
        for begin, end in stretches:
            begin = max(begin, self.start)
            used = self.clock.measure(begin, end)
            if used >= wanted:
                return self.clock.add(begin, wanted)
            wanted -= used
        return self.clock.add(max(since, self.start), wanted)


def row(target: Target, clock: Clock, start: int, joined: Because | None = None) -> Row:
    """A target counted from `start`; a day target becomes open seconds here."""
    seconds, at_opening = clock.budget(start, target.amount)
    return Row(target, clock, start, seconds, at_opening, joined)


class Course:
    """One milestone under way. Each act takes the aware instant of its fact, never earlier than the one before."""

    def __init__(
        self, kind: MilestoneKind, ordinal: int, severity: str, first: Row, at: datetime, started_by: Because
    ) -> None:
        self.kind, self.ordinal, self.severity, self.started_by = kind, ordinal, severity, started_by
        self.at = at
        self.rows = [first]
        self.stretches: list[Stretch] = []
        self.since: int | None = first.start
        self.pauses: list[Pause] = []
        self.moves: list[Move] = []
        self.breached: int | None = None
        self.met_at: datetime | None = None
        self.ended_at: datetime | None = None
        self.ended_by: Because | None = None

    def governing(self) -> tuple[Row, int | None]:
        """The row that decides, and the due instant; None while paused."""
        since = self.since if self.since is not None else self.stretches_end()
        best, best_due = self.rows[0], self.rows[0].due(self.stretches, since)
        for candidate in self.rows[1:]:
            due = candidate.due(self.stretches, since)
            if due < best_due if candidate.joined is Because.SEVERITY_RAISED else due > best_due:
                best, best_due = candidate, due
        return best, None if self.since is None else best_due

    def stretches_end(self) -> int:
        return epoch(self.pauses[-1].start)

    def pause(self, at: datetime) -> None:
        if self.missed(at) or self.since is None:
            return
        due = self.due_at()
        self.stretches.append((self.since, epoch(at)))
        self.since = None
        self.pauses.append(Pause(at, None))
        self.moves.append(Move(at, Because.PAUSED, due, None))

    def resume(self, at: datetime) -> None:
        if self.breached is not None or self.since is not None:
            return
        self.since = epoch(at)
        self.pauses[-1] = replace(self.pauses[-1], end=at)
        self.moves.append(Move(at, Because.RESUMED, None, self.due_at()))

    def change(self, severity: str, target: Target, clock: Clock, at: datetime, because: Because) -> None:
        """A decided severity: a raise counts anew from the decision, a reduction from the start."""
        if self.missed(at):
            return
        before = self.due_at()
        start = epoch(at) if because is Because.SEVERITY_RAISED else epoch(self.at)
        self.rows.append(row(target, clock, start, because))
        self.severity = severity
        if (after := self.due_at()) != before:
            self.moves.append(Move(at, because, before, after))

    def meet(self, at: datetime) -> None:
        self.missed(at)
        self.met_at = at

    def end(self, at: datetime, because: Because) -> None:
        self.missed(at)
        self.ended_at, self.ended_by = at, because

    def missed(self, at: datetime) -> bool:
        """Whether the due instant has passed by now. A breach stays, whatever happens later."""
        if self.breached is None and self.since is not None:
            _, due = self.governing()
            if due is not None and instant(due) <= at:
                self.breached = due
        return self.breached is not None

    def due_at(self) -> datetime | None:
        _, due = self.governing()
        return None if due is None else instant(due)

    def milestone(self) -> Milestone:
        governing, due = self.governing()
        paused = self.since is None
        return Milestone(
            kind=self.kind,
            ordinal=self.ordinal,
            severity=self.severity,
            target=governing.target,
            started_at=self.at,
            started_by=self.started_by,
            counted_from=self.at if governing.joined is not Because.SEVERITY_RAISED else instant(governing.start),
            budget_seconds=governing.seconds,
            ends_at_opening=governing.at_opening,
            due_at=None if due is None else instant(due),
            warn_at=None if self.since is None else instant(governing.warn(self.stretches, self.since)),
            met_at=self.met_at,
            ended_at=self.ended_at,
            ended_by=self.ended_by,
            breached_at=None if self.breached is None else instant(self.breached),
            paused_at=self.pauses[-1].start if paused and not (self.met_at or self.ended_at) else None,
            pauses=tuple(self.pauses),
            moves=tuple(self.moves),
        )
