"""Who hears of an offer of billable work (R51): those who can agree to it, and those who wait for that."""

from collections.abc import Iterable

from cases.models import CaseEvent, EventKind, Offer
from notifications.models import Why
from tenants.models import Membership
from tenants.roles import Role

OFFERS = {
    EventKind.OFFERED,
    EventKind.OFFER_ACCEPTED,
    EventKind.OFFER_DECLINED,
    EventKind.OFFER_EXPIRED,
    EventKind.OFFER_WITHDRAWN,
}


def around_an_offer(event: CaseEvent) -> Iterable[tuple[Membership | None, Why]]:
    """The partner's Designated Contacts, the Case Owner, who offered it, and who is on copy. Whoever belongs to a
    customer hears nothing: what vendor and partner agree is between them.
    """
    case = event.case
    yield case.contact, Why.CONTACT
    yield case.owner, Why.OWNER
    offer = Offer.objects.select_related("by").get(pk=event.data["offer"])
    yield offer.by, Why.OFFER
    contacts = Membership.objects.active().filter(partner_id=case.partner_id, role=Role.DESIGNATED_CONTACT)
    for person in contacts.order_by("pk"):
        yield person, Why.AUDIENCE
    for watcher in case.watchers.select_related("membership"):
        if watcher.membership.customer_id is None:
            yield watcher.membership, Why.COPY
