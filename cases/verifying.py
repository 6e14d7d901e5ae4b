"""Checks the stored instants of cases against their logs: the rows are caches of the reckoning."""

from collections.abc import Iterator
from dataclasses import dataclass

from cases.change import Change
from cases.models import Case, Milestone
from cases.reckoning import Reckoned, apply, earliest, next_step, reckoned
from cases.terms import standing_clocks
from slas.clock import HorizonError

COMPARED = ("severity", "started_at", "due_at", "warn_at", "paused_at", "met_at", "ended_at", "budget_seconds",
            "used_seconds", "calendar_version_id", "breached_at", "sweep_at")  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """A stored value that the log does not give."""

    case: int
    milestone: str
    field: str
    stored: object
    reckoned: object


def differences(case: Case) -> Iterator[Difference]:
    """What is stored of a case's clocks and does not follow from its log; nothing where all is well. One that has not
    followed a newer calendar yet is reckoned on the versions that it still stands on.
    """
    try:
        result = reckoned(case, standing_clocks(case))
    except HorizonError as past:
        yield Difference(case.number or 0, "case", "calendar", case.calendar, past)
        return
    seen = Change(case, None, case.changed_at)
    stored = {(row.kind, row.ordinal): row for row in seen.milestones}
    running = [row for row in stored.values() if row.met_at is None and row.ended_at is None]
    for milestone in result.milestones:
        row = stored.pop((milestone.kind, milestone.ordinal), None)
        yield from _of_milestone(seen, milestone, result, row)
    for row in stored.values():
        if row.ended_at is None:
            yield Difference(case.number or 0, f"{row.kind} {row.ordinal}", "row", row.due_at, None)
    for name, instants in {
        "next_due": [row.due_at for row in running],
        "at_risk_from": [row.warn_at for row in running],
    }.items():
        if getattr(case, name) != earliest(instants):
            yield Difference(case.number or 0, "case", name, getattr(case, name), earliest(instants))


def _of_milestone(seen: Change, milestone, result: Reckoned, row: Milestone | None) -> Iterator[Difference]:
    case, name = seen.case, f"{milestone.kind} {milestone.ordinal}"
    if row is None:
        yield Difference(case.number or 0, name, "row", None, milestone.due_at)
        return
    fresh = Milestone(pk=row.pk)
    if milestone.over_at:
        fresh.calendar_version_id = row.calendar_version_id
    # That the due instant passed unanswered is known to the sweep, and to the log only with the next word.
    fresh.breached_at = row.breached_at
    apply(milestone, result, fresh)
    fresh.sweep_at = next_step(fresh, seen.taken)
    for field in COMPARED:
        if getattr(row, field) != getattr(fresh, field):
            yield Difference(case.number or 0, name, field, getattr(row, field), getattr(fresh, field))
