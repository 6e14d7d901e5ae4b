"""Who hears of a case event. Nobody is told of an act of their own, but for the receipt of the case they submitted."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cases.models import Audience, CaseEvent, EventKind
from notifications.hearers import Hearer, Telling
from notifications.models import Channel, Why
from notifications.offer_audience import OFFERS, around_an_offer
from tenants.models import Announcement, ListEntry, Membership

if TYPE_CHECKING:
    from notifications.people import People

Heard = tuple[Membership, Why]

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
_MAIL = frozenset({Channel.EMAIL})
FOREMOST = 1  # the rank of the severity whose word waits for no morning


def tell_case_event(people: "People", announcement: Announcement) -> Telling:
    """The teller of `case.…` announcements; called on the vendor's side."""
    event = people.event(announcement.subject_id)
    urgent = event.case.severity_rank == FOREMOST or event.kind == EventKind.BREACHED
    return Telling(hearers(event, people), urgent=urgent, case=event.case, event=event)


def hearers(event: CaseEvent, people: "People") -> list[Hearer]:
    """The active memberships that hear of a case event, each once, by the first reason that fits."""
    found: dict[int, Hearer] = {}
    for person, why in _wanted(event, people):
        if person is not None and person.active and person.pk != event.by_id:
            found.setdefault(person.pk, Hearer(person, why))
    if event.kind == EventKind.RECEIVED:
        # The receipt: number, target and what happens next, in writing.
        found[event.case.contact_id] = Hearer(event.case.contact, Why.CONTACT, _MAIL)
    return list(found.values())


def _is_news(event: CaseEvent) -> bool:
    """What is confirmed as it was reported, or assumed, is what everybody expects; a category matters where support
    becomes services, or the other way round. A word with an offer is told with the offer.
    """
    match event.kind:
        case EventKind.FACT_SETTLED:
            return bool(event.data["changed"])
        case EventKind.CATEGORISED:
            return event.data["services"] != event.data["was_services"]
        case EventKind.SAID:
            return "offer_number" not in event.data
        case EventKind.SEVERITY_CONFIRMED:
            return event.data["severity"] != event.data["before"]
    return True


def _wanted(event: CaseEvent, people: "People") -> Iterable[tuple[Membership | None, Why]]:
    case = event.case
    if not _is_news(event) or people.told_with_a_message(event):
        return
    if event.kind in OFFERS:
        yield from around_an_offer(event)
        return
    match event.kind:
        case EventKind.RECEIVED:
            # No owner yet: whoever looks after the desk. Colleagues on copy hear of every update (V17).
            yield from people.managers
        case EventKind.WARNED:
            # At three quarters the owner is warned, and without an owner the managers.
            yield from [(case.owner, Why.OWNER)] if case.owner else people.managers
        case EventKind.BREACHED:
            yield case.owner, Why.OWNER
            yield from people.managers
        case EventKind.MANAGER_ASKED:
            yield from people.managers
        case EventKind.ESCALATED if event.by_id:
            # By hand; by time they have heard of the breach, and by the partner's wish of that.
            yield case.owner, Why.OWNER
            yield from people.managers
        case EventKind.OWNED:
            yield people.member(event.data["owner"]), Why.OWNER
        case EventKind.FACT_SETTLED if event.by:
            # The other side: who set it knows it, and who is on copy need not.
            yield (case.contact, Why.CONTACT) if event.by.is_vendor_side else (case.owner, Why.OWNER)
        case EventKind.REFERRED:
            yield from people.department(event.data["department"])
    if event.kind in _TO_OWNER:
        yield case.owner, Why.OWNER
    if event.kind == EventKind.REFERRED and event.data.get("sorted"):
        return  # the partner hears of the category, which says it better
    if event.kind in _TO_PARTNER and event.audience != Audience.INTERNAL:
        yield case.contact, Why.CONTACT
    if event.kind in _TO_PARTNER or event.kind == EventKind.RECEIVED:
        for watcher in case.watchers.all():
            if event.audience != Audience.INTERNAL and _may_read(watcher.membership, event):
                yield watcher.membership, Why.COPY


def managers() -> Iterable[Heard]:
    return ((person, Why.LEAD) for person in Membership.objects.managers())


def department(code: str) -> Iterable[Heard]:
    """The people of a department: those whose role its entry names (R34, R37); nobody where it names none."""
    entry = ListEntry.objects.filter(list=ListEntry.Name.DEPARTMENT, code=code).first()
    if role := entry and entry.settings.get("role"):
        for person in Membership.objects.active().of_vendor_side().filter(role=role):
            yield person, Why.DEPARTMENT


def departments_of(role: str, entries: Iterable[ListEntry] | None = None) -> list[str]:
    """The codes of the departments whose people have this role; runs in the vendor's scope. entries: the vendor's
    departments, where they are at hand.
    """
    if entries is None:
        entries = ListEntry.objects.filter(list=ListEntry.Name.DEPARTMENT)
    return [entry.code for entry in entries if entry.settings.get("role") == role]


def _may_read(person: Membership, event: CaseEvent) -> bool:
    return person.customer_id is None or event.audience == Audience.CUSTOMER
