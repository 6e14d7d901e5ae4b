"""Who hears of a case event. Nobody is told of an act of their own, but for the receipt of the case they submitted."""

from collections.abc import Iterable

from cases.models import Audience, CaseEvent, EventKind
from notifications.hearers import Hearer, Telling
from notifications.models import Channel, Why
from tenants.models import Announcement, ListEntry, Membership
from tenants.roles import Role

_TO_OWNER = {EventKind.SAID, EventKind.REOPENED, EventKind.CLOSED, EventKind.SEVERITY_PROPOSED}
_TO_PARTNER = {
    EventKind.SAID,
    EventKind.REFERRED,
    EventKind.RESOLVED,
    EventKind.CLOSED,
    EventKind.REOPENED,
    EventKind.SEVERITY_PROPOSED,
    EventKind.SEVERITY_DECIDED,
    EventKind.OWNED,
}
# A department's people have a role of their own (R34, R37).
_DEPARTMENT_ROLES = {"product-management": Role.PRODUCT_MANAGER, "professional-services": Role.CONSULTANT}
_MAIL = frozenset({Channel.EMAIL})
FOREMOST = 1  # the rank of the severity whose word waits for no morning


def tell_case_event(announcement: Announcement) -> Telling:
    """The teller of `case.…` announcements; called on the vendor's side."""
    event = CaseEvent.objects.select_related("case__owner", "case__contact").get(pk=announcement.subject_id)
    urgent = event.case.severity_rank == FOREMOST or event.kind == EventKind.BREACHED
    return Telling(hearers(event), urgent=urgent, case=event.case, event=event)


def hearers(event: CaseEvent) -> list[Hearer]:
    """The active memberships that hear of a case event, each once, by the first reason that fits."""
    found: dict[int, Hearer] = {}
    for person, why in _wanted(event):
        if person is not None and person.active and person.pk != event.by_id:
            found.setdefault(person.pk, Hearer(person, why))
    if event.kind == EventKind.RECEIVED:
        # The receipt: number, target and what happens next, in writing.
        found[event.case.contact_id] = Hearer(event.case.contact, Why.CONTACT, _MAIL)
    return list(found.values())


def _wanted(event: CaseEvent) -> Iterable[tuple[Membership | None, Why]]:
    case = event.case
    match event.kind:
        case EventKind.RECEIVED:
            # No owner yet: whoever looks after the desk. Colleagues on copy hear of every update (V17).
            yield from _managers()
        case EventKind.WARNED:
            # At three quarters the owner is warned, and without an owner the managers.
            yield from [(case.owner, Why.OWNER)] if case.owner else _managers()
        case EventKind.BREACHED:
            yield case.owner, Why.OWNER
            yield from _managers()
        case EventKind.OWNED:
            yield Membership.objects.filter(pk=event.data["owner"]).first(), Why.OWNER
        case EventKind.REFERRED:
            yield from _department(event.data["department"])
    if event.kind in _TO_OWNER:
        yield case.owner, Why.OWNER
    if event.kind in _TO_PARTNER and event.audience != Audience.INTERNAL:
        yield case.contact, Why.CONTACT
    if event.kind in _TO_PARTNER or event.kind == EventKind.RECEIVED:
        for watcher in case.watchers.select_related("membership"):
            if event.audience != Audience.INTERNAL and _may_read(watcher.membership, event):
                yield watcher.membership, Why.COPY


def _managers() -> Iterable[tuple[Membership, Why]]:
    return ((person, Why.LEAD) for person in Membership.objects.managers())


def _department(code: str) -> Iterable[tuple[Membership, Why]]:
    """The people of a department: those whose role it is, or whom its list entry names a role for."""
    entry = ListEntry.objects.filter(list=ListEntry.Name.DEPARTMENT, code=code).first()
    role = (entry and entry.settings.get("role")) or _DEPARTMENT_ROLES.get(code)
    if role:
        for person in Membership.objects.active().of_vendor_side().filter(role=role):
            yield person, Why.DEPARTMENT


def _may_read(person: Membership, event: CaseEvent) -> bool:
    return person.customer_id is None or event.audience == Audience.CUSTOMER
