"""What every verb does around its own act: lock the case, take the steps due before it, reckon again.

Runs on the vendor's side (tenants.scope.working): the door has allowed the act.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from cases.change import Change
from cases.escalating import take_due_steps
from cases.models import Audience, Case
from cases.reckoning import follow_newest, reckon_again
from tenants.models import Membership


@contextmanager
def changing(case: Case, *, by: Membership | None, at: datetime, claimed: bool = False) -> Iterator[Change]:
    """Locks the case's row for one change, unless the caller has `claimed` it in this transaction. It follows
    newer calendars, and steps that fell due before it are taken, so that the log reads as if every sweep had run in
    time. Two doors may read the
    clock before one of them gets the lock: an instant before the last event becomes that event's.
    """
    if at.tzinfo is None:
        raise ValueError("A naive datetime is no instant")
    # Who has claimed the case has it locked and as it is, and rolls the whole transaction back on an error.
    with transaction.atomic(savepoint=not claimed):
        # No stronger than that: whatever only refers to the case (a line in a bell) neither waits nor is waited for.
        locked = case if claimed else Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
        change = Change(locked, by, max(at, locked.changed_at))
        followed = follow_newest(change)
        take_due_steps(change)
        yield change
        if change.events:
            reckon_again(change)
            change.write()
            locked.changed_at = change.at
            if any(event.audience != Audience.INTERNAL for event in change.events):
                locked.shared_at = change.at
            locked.save()
        elif followed:
            locked.save(update_fields=["next_due", "at_risk_from"])
