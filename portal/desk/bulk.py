"""One act on many cases: each by itself, so that one refusal leaves the others done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from cases.models import Case, Status
from cases.refusals import Refused
from cases.verbs.assign_owner import assign_owner
from cases.verbs.resolve import resolve
from cases.verbs.take_back import take_back
from cases.verbs.wait_for_partner import wait_for_partner
from portal.gates import Door
from tenants.models import Membership

STATUSES: dict[str, Callable] = {Status.OPEN: take_back, Status.WAITING: wait_for_partner, Status.RESOLVED: resolve}


@dataclass
class Outcome:
    """Case numbers: `done` were changed, `same` were so already, `refused` with the reason."""

    done: list[int] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


def act_on(numbers: Sequence[int], door: Door, *, owner: Membership | None, status: str) -> Outcome:
    """Assigns and sets the status (one of STATUSES, "" leaves it) of the reader's cases with these numbers.

    In the order of their ids, so that two who do this at once do not wait for one another in a circle.
    """
    outcome = Outcome()
    for case in Case.objects.filter(number__in=numbers).order_by("pk"):
        try:
            with door.working():
                changed = _act(case, door, owner, status)
        except Refused as refused:
            outcome.refused.append((case.number, refused.reason))
        else:
            (outcome.done if changed else outcome.same).append(case.number)
    return outcome


def _act(case: Case, door: Door, owner: Membership | None, status: str) -> bool:
    events = []
    if owner is not None:
        events.append(assign_owner(case, owner, by=door.membership, at=door.now))
    if status:
        events.append(STATUSES[status](case, by=door.membership, at=door.now))
    return any(events)
