"""Who hears of a case event. Nobody is told of an act of their own, but for the receipt of the case they submitted."""

from collections.abc import Iterable

from cases.models import Audience, CaseEvent, EventKind
from notifications.hearers import Hearer, Telling
from notifications.models import Channel, Why
from notifications.offer_audience import OFFERS, around_an_offer
from tenants.models import Announcement, ListEntry, Membership
from tenants.roles import Role

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
    EventKind.SEVERITY_CONFIRMED,
    EventKind.SEVERITY_PROPOSED,
    EventKind.SEVERITY_DECIDED,
    EventKind.OWNED,
    EventKind.MANAGER_ANSWERED,
    EventKind.CATEGORISED,
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


def _is_news(event: CaseEvent) -> bool:
    """A severity that is confirmed as it was reported is what everybody expects; a category matters where support
    becomes services, or the other way round. A word with an offer is told with the offer.
    """
    if event.kind == EventKind.CATEGORISED:
        return event.data["services"] != event.data["was_services"]
    if event.kind == EventKind.SAID:
        return "offer_number" not in event.data
    return event.kind != EventKind.SEVERITY_CONFIRMED or event.data["severity"] != event.data["before"]


def _wanted(event: CaseEvent) -> Iterable[tuple[Membership | None, Why]]:
    case = event.case
    if not _is_news(event):
        return
    if event.kind in OFFERS:
        yield from around_an_offer(event)
        return
    match event.kind:
        case EventKind.RECEIVED:
            # No owner yet: whoever looks after the desk. Colleagues on copy hear of every update (V17).
            yield from managers()
        case EventKind.WARNED:
            # At three quarters the owner is warned, and without an owner the managers.
            yield from [(case.owner, Why.OWNER)] if case.owner else managers()
        case EventKind.BREACHED:
            yield case.owner, Why.OWNER
            yield from managers()
        case EventKind.MANAGER_ASKED:
            yield from managers()
        case EventKind.ESCALATED if event.by_id:
            # By hand; by time they have heard of the breach, and by the partner's wish of that.
            yield case.owner, Why.OWNER
            yield from managers()
        case EventKind.OWNED:
            yield Membership.objects.filter(pk=event.data["owner"]).first(), Why.OWNER
        case EventKind.REFERRED:
            yield from department(event.data["department"])
    if event.kind in _TO_OWNER:
        yield case.owner, Why.OWNER
    if event.kind == EventKind.REFERRED and event.data.get("sorted"):
        return  # the partner hears of the category, which says it better
    if event.kind in _TO_PARTNER and event.audience != Audience.INTERNAL:
        yield case.contact, Why.CONTACT
    if event.kind in _TO_PARTNER or event.kind == EventKind.RECEIVED:
        for watcher in case.watchers.select_related("membership"):
            if event.audience != Audience.INTERNAL and _may_read(watcher.membership, event):
                yield watcher.membership, Why.COPY


def managers() -> Iterable[tuple[Membership, Why]]:
    return ((person, Why.LEAD) for person in Membership.objects.managers())


def department(code: str) -> Iterable[tuple[Membership, Why]]:
    """The people of a department: those whose role it is, or whom its list entry names a role for."""
    entry = ListEntry.objects.filter(list=ListEntry.Name.DEPARTMENT, code=code).first()
    role = (entry and entry.settings.get("role")) or _DEPARTMENT_ROLES.get(code)
    if role:
        for person in Membership.objects.active().of_vendor_side().filter(role=role):
            yield person, Why.DEPARTMENT


def departments_of(role: str, entries: Iterable[ListEntry] | None = None) -> list[str]:
    """The codes of the departments whose people have this role; runs in the vendor's scope. entries: the vendor's
    departments, where they are at hand.
    """
    if entries is None:
        entries = ListEntry.objects.filter(list=ListEntry.Name.DEPARTMENT)
    named = {entry.code: entry.settings.get("role") for entry in entries}
    return [code for code, own in named.items() if (own or _DEPARTMENT_ROLES.get(code)) == role]


def _may_read(person: Membership, event: CaseEvent) -> bool:
    return person.customer_id is None or event.audience == Audience.CUSTOMER
