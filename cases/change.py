"""A change of a case while it happens: events are appended to its log, and announced in the same transaction."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from cases.models import Audience, Case, CaseEvent, EscalationStep, EventKind, Message, Milestone
from cases.terms import Clocks, newest_clocks
from tenants.models import Membership
from tenants.outbox import announce_all

# Events that somebody hears of; who does, notifications decide.
ANNOUNCED = {
    EventKind.RECEIVED,
    EventKind.SAID,
    EventKind.OWNED,
    EventKind.SEVERITY_CONFIRMED,
    EventKind.SEVERITY_PROPOSED,
    EventKind.SEVERITY_DECIDED,
    EventKind.FACT_SETTLED,
    EventKind.REFERRED,
    EventKind.CATEGORISED,
    EventKind.OFFERED,
    EventKind.OFFER_ACCEPTED,
    EventKind.OFFER_DECLINED,
    EventKind.OFFER_EXPIRED,
    EventKind.OFFER_WITHDRAWN,
    EventKind.RESOLVED,
    EventKind.CLOSED,
    EventKind.REOPENED,
    EventKind.WARNED,
    EventKind.BREACHED,
    EventKind.ESCALATED,
    EventKind.DEESCALATED,
    EventKind.MANAGER_ASKED,
    EventKind.MANAGER_ANSWERED,
}


StepKey = tuple[int, str, datetime]  # milestone, step, due instant: what nobody takes twice


def shared(case: Case) -> Audience:
    """The audience of what is said openly on this case."""
    return Audience.CUSTOMER if case.customer_included and case.customer_id else Audience.PARTNER


@dataclass
class Change:
    """One verb's change of one locked case. `at` is the aware UTC instant of all its events.

    Events and steps are collected and written together at the end, by `write`: their ids are not known before.
    `is_new`: the case was made just now, so nothing can stand of it yet.
    """

    case: Case
    by: Membership | None
    at: datetime
    is_new: bool = False
    events: list[CaseEvent] = field(default_factory=list)
    steps: list[EscalationStep] = field(default_factory=list)

    @cached_property
    def milestones(self) -> list[Milestone]:
        """The case's rows, read once: whoever changes them holds the lock of the case."""
        return [] if self.is_new else list(Milestone.objects.filter(case=self.case))

    @cached_property
    def clocks(self) -> Clocks:
        """The newest ones, read once."""
        return newest_clocks(self.case)

    @cached_property
    def taken(self) -> set[StepKey]:
        """The steps that have been taken, by this change too."""
        ids = [row.pk for row in self.milestones]
        rows = EscalationStep.objects.filter(milestone__in=ids) if ids else EscalationStep.objects.none()
        return set(rows.values_list("milestone", "step", "due_at"))

    def take(self, step: EscalationStep) -> None:
        """Appends a step, whose event is one of this change's."""
        self.steps.append(step)
        self.taken.add((step.milestone_id, step.step, step.due_at))

    def record(
        self,
        kind: EventKind,
        /,
        *,
        audience: Audience | None = None,
        message: Message | None = None,
        by_nobody: bool = False,
        **data,
    ) -> CaseEvent:
        """Appends an event to the case's log, written at the end; `data` takes ids and codes, never texts."""
        case = self.case
        case.event_count += 1
        event = CaseEvent(
            vendor_id=case.vendor_id,
            partner_id=case.partner_id,
            customer_id=case.customer_id,
            case=case,
            position=case.event_count,
            kind=kind,
            at=self.at,
            by=None if by_nobody else self.by,
            audience=audience or shared(case),
            message=message,
            data=data,
        )
        self.events.append(event)
        return event

    def write(self) -> None:
        """Writes events, announcements and steps, each in their order and with one query. Once, as the last."""
        CaseEvent.objects.bulk_create(self.events)
        announce_all([(f"case.{event.kind}", event) for event in self.events if event.kind in ANNOUNCED], self.at)
        EscalationStep.objects.bulk_create(self.steps)
