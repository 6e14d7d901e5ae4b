"""What every verb does around its own act: lock the case, record events, reckon, announce.

Runs on the vendor's side (tenants.scope.working): the door has allowed the act.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from cases.models import Audience, Case, CaseEvent, EventKind, Message
from tenants.models import Membership
from tenants.outbox import announce

# Events that somebody hears of; who does, notifications decide.
ANNOUNCED = {
    EventKind.RECEIVED,
    EventKind.SAID,
    EventKind.OWNED,
    EventKind.SEVERITY_PROPOSED,
    EventKind.SEVERITY_DECIDED,
    EventKind.REFERRED,
    EventKind.RESOLVED,
    EventKind.CLOSED,
    EventKind.REOPENED,
    EventKind.WARNED,
    EventKind.BREACHED,
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


@contextmanager
def changing(case: Case, *, by: Membership | None, at: datetime) -> Iterator[Change]:
    """Locks the case's row for one change. Steps that fell due before it are taken first, so that the log reads
    as if every sweep had run in time. Two doors may read the clock before one of them gets the lock: an instant
    before the last event becomes that event's.
    """
    from cases.escalating import take_due_steps
    from cases.reckoning import reckon_again

    if at.tzinfo is None:
        raise ValueError("A naive datetime is no instant")
    with transaction.atomic():
        # No stronger than that: whatever only refers to the case (a line in a bell) neither waits nor is waited for.
        locked = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
        change = Change(locked, by, max(at, locked.changed_at))
        take_due_steps(change)
        yield change
        if change.events:
            reckon_again(change)
            locked.changed_at = change.at
            locked.save()
