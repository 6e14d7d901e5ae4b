"""Checks the stored instants of cases against their logs: the rows are caches of the reckoning."""

from collections.abc import Iterator
from dataclasses import dataclass

from cases.models import Case, Milestone
from cases.reckoning import apply, reckoned

COMPARED = ("severity", "started_at", "due_at", "warn_at", "paused_at", "met_at", "ended_at", "budget_seconds",
            "used_seconds", "calendar_version_id")  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """A stored value that the log does not give."""

    case: int
    milestone: str
    field: str
    stored: object
    reckoned: object


def differences(case: Case) -> Iterator[Difference]:
    """What is stored of a case's milestones and does not follow from its log; nothing where all is well."""
    result = reckoned(case)
    stored = {(row.kind, row.ordinal): row for row in Milestone.objects.filter(case=case)}
    for milestone in result.milestones:
        name = f"{milestone.kind} {milestone.ordinal}"
        row = stored.pop((milestone.kind, milestone.ordinal), None)
        if row is None:
            yield Difference(case.number or 0, name, "row", None, milestone.due_at)
            continue
        fresh = Milestone()
        apply(milestone, result, fresh)
        for field in COMPARED:
            if getattr(row, field) != getattr(fresh, field):
                yield Difference(case.number or 0, name, field, getattr(row, field), getattr(fresh, field))
    for row in stored.values():
        if row.ended_at is None:
            yield Difference(case.number or 0, f"{row.kind} {row.ordinal}", "row", row.due_at, None)
