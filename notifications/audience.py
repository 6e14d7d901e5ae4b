"""Who hears of what in the portal's bell. Nobody is told of an act of their own."""

from collections.abc import Iterable

from cases.models import Audience, CaseEvent, EventKind
from tenants.models import Membership

_TO_OWNER = {
    EventKind.SAID,
    EventKind.REOPENED,
    EventKind.CLOSED,
    EventKind.SEVERITY_PROPOSED,
    EventKind.DEESCALATED,
}
_TO_PARTNER = {
    EventKind.SAID,
    EventKind.REFERRED,
    EventKind.RESOLVED,
    EventKind.CLOSED,
    EventKind.REOPENED,
    EventKind.SEVERITY_PROPOSED,
    EventKind.SEVERITY_DECIDED,
    EventKind.OWNED,
    EventKind.MANAGER_ANSWERED,
}


def audience_of(event: CaseEvent) -> list[Membership]:
    """The active memberships that hear of a case event, each once; called on the vendor's side."""
    people: dict[int, Membership] = {person.pk: person for person in _wanted(event) if person and person.active}
    people.pop(event.by_id or 0, None)
    return list(people.values())


def _wanted(event: CaseEvent) -> Iterable[Membership | None]:
    case = event.case
    match event.kind:
        case EventKind.RECEIVED:
            # No owner yet: whoever looks after the desk. Colleagues on copy hear of every update (V17).
            yield from Membership.objects.managers()
        case EventKind.WARNED:
            # At three quarters the owner is warned, and without an owner the managers.
            yield from [case.owner] if case.owner else Membership.objects.managers()
        case EventKind.BREACHED:
            yield case.owner
            yield from Membership.objects.managers()
        case EventKind.MANAGER_ASKED:
            yield from Membership.objects.managers()
        case EventKind.ESCALATED if event.by_id:
            # By hand; by time they have heard of the breach, and by the partner's wish of that.
            yield case.owner
            yield from Membership.objects.managers()
        case EventKind.OWNED:
            yield Membership.objects.filter(pk=event.data["owner"]).first()
    if event.kind in _TO_OWNER:
        yield case.owner
    if event.kind in _TO_PARTNER and event.audience != Audience.INTERNAL:
        yield case.contact
    if event.kind in _TO_PARTNER or event.kind == EventKind.RECEIVED:
        for watcher in case.watchers.select_related("membership"):
            if event.audience != Audience.INTERNAL and _may_read(watcher.membership, event):
                yield watcher.membership


def _may_read(person: Membership, event: CaseEvent) -> bool:
    return person.customer_id is None or event.audience == Audience.CUSTOMER
