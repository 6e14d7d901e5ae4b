"""A change of a case while it happens: events are appended to its log, and announced in the same transaction."""

from dataclasses import dataclass, field
from datetime import datetime

from cases.models import Audience, Case, CaseEvent, EventKind, Message
from tenants.models import Membership
from tenants.outbox import announce

# Events that somebody hears of; who does, notifications decide.
ANNOUNCED = {
    EventKind.RECEIVED,
    EventKind.SAID,
    EventKind.OWNED,
    EventKind.SEVERITY_CONFIRMED,
    EventKind.SEVERITY_PROPOSED,
    EventKind.SEVERITY_DECIDED,
    EventKind.REFERRED,
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


def shared(case: Case) -> Audience:
    """The audience of what is said openly on this case."""
    return Audience.CUSTOMER if case.customer_included and case.customer_id else Audience.PARTNER


@dataclass
class Change:
    """One verb's change of one locked case. `at` is the aware UTC instant of all its events."""

    case: Case
    by: Membership | None
    at: datetime
    events: list[CaseEvent] = field(default_factory=list)

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
        """Appends an event to the case's log; `data` takes ids and codes, never texts."""
        case = self.case
        case.event_count += 1
        event = CaseEvent.objects.create(
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
        if kind in ANNOUNCED:
            announce(f"case.{kind}", event, self.at)
        return event
