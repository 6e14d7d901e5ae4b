"""Escalation by time: a warning at three quarters of a target's counted time, a rise of level when it is due.

By hand a level is raised and lowered by cases/verbs/escalate.py and deescalate.py; the levels are counted here.

`take_due_steps` is called by the sweep, and by every verb before its own act; whichever comes first takes a step,
and the unique row (milestone, step, due instant) lets nobody take it again.
"""

from collections.abc import Iterable

from cases.change import Change
from cases.models import Audience, Case, CaseEvent, EscalationStep, EventKind, Message, Milestone
from tenants.models import ListEntry

LEVELS = 3  # where a vendor's list names none
# The partner's wish for a manager stands until it is answered, or the case is over.
_ASKED_UNTIL = [EventKind.MANAGER_ASKED, EventKind.MANAGER_ANSWERED, EventKind.RESOLVED, EventKind.CLOSED]


def take_due_steps(change: Change) -> None:
    """Takes every step of the locked case that is due at `change.at` and has not been taken."""
    due = [row for row in change.milestones if row.sweep_at is not None and row.sweep_at <= change.at]
    for milestone in sorted(due, key=lambda row: (row.sweep_at, row.pk)):
        _take(change, milestone)


def _take(change: Change, milestone: Milestone) -> None:
    due_at = milestone.due_at
    if milestone.warn_at is not None and milestone.warn_at <= change.at:
        _step(change, milestone, EscalationStep.Step.WARN, _warn)
    if due_at is not None and due_at <= change.at:
        _step(change, milestone, EscalationStep.Step.DUE, _breach)
        milestone.breached_at = milestone.breached_at or due_at
        milestone.sweep_at = None
    else:
        milestone.sweep_at = due_at
    milestone.save(update_fields=["sweep_at", "breached_at"])


def _step(change: Change, milestone: Milestone, step: EscalationStep.Step, act) -> None:
    assert milestone.due_at is not None  # a paused milestone is not swept
    if (milestone.pk, step, milestone.due_at) not in change.taken:
        change.take(
            EscalationStep(
                vendor_id=milestone.vendor_id, milestone=milestone, step=step, due_at=milestone.due_at, at=change.at,
                event=act(change, milestone),
            )
        )  # fmt: skip


def _warn(change: Change, milestone: Milestone) -> CaseEvent:
    assert milestone.due_at is not None  # a paused milestone is not swept
    return change.record(
        EventKind.WARNED, audience=Audience.INTERNAL, by_nobody=True, milestone=milestone.pk, kind=milestone.kind,
        due=milestone.due_at.isoformat(), owner=change.case.owner_id,
    )  # fmt: skip


def _breach(change: Change, milestone: Milestone) -> CaseEvent:
    assert milestone.due_at is not None
    event = change.record(
        EventKind.BREACHED, audience=Audience.INTERNAL, by_nobody=True, milestone=milestone.pk, kind=milestone.kind,
        due=milestone.due_at.isoformat(),
    )  # fmt: skip
    raise_level(change)
    return event


def raise_level(change: Change, *, by_nobody: bool = True, reason: Message | None = None) -> CaseEvent | None:
    """One level up, as far as the vendor's levels go (R35); None at the highest. `reason` is an internal message."""
    case = change.case
    if case.escalation_level >= top_level(case.vendor_id):
        return None
    case.escalation_level += 1
    case.escalated_at = change.at
    return change.record(
        EventKind.ESCALATED, audience=Audience.INTERNAL, by_nobody=by_nobody, message=reason,
        level=case.escalation_level,
    )  # fmt: skip


def top_level(vendor: int) -> int:
    """The number of the highest level of the vendor with this id."""
    listed = ListEntry.objects.filter(vendor_id=vendor, list=ListEntry.Name.ESCALATION_LEVEL, active=True)
    return listed.count() or LEVELS


def waits_for_manager(case: Case) -> bool:
    """Whether the partner has asked for a manager and no manager has said yet that they saw it."""
    events = CaseEvent.objects.filter(case=case, kind__in=_ASKED_UNTIL).order_by("position")
    return wish_stands(events.values_list("kind", flat=True))


def wish_stands(kinds: Iterable[str]) -> bool:
    """The same from a log's kinds in their order; all that decide it are shared, so both sides get one answer."""
    last = None
    for kind in kinds:
        last = kind if kind in _ASKED_UNTIL else last
    return last == EventKind.MANAGER_ASKED
