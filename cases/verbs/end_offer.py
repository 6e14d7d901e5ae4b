"""An offer ends without an answer: the vendor takes it back, or its last day has passed."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cases.change import Change
from cases.changing import changing
from cases.models import Audience, CaseEvent, EventKind
from cases.models.offer import Offer, OfferEnd, Outcome
from cases.refusals import Refused
from tenants.models import Membership


def withdraw_offer(offer: Offer, *, by: Membership, at: datetime) -> CaseEvent | None:
    """None where it was withdrawn already. Raises Refused for one that has ended otherwise."""
    return _end(offer, Outcome.WITHDRAWN, EventKind.OFFER_WITHDRAWN, by, at)


def expire_offer(offer: Offer, *, at: datetime) -> CaseEvent | None:
    """None where it has ended, or has still time."""
    if offer.expires_at > at or OfferEnd.objects.filter(offer=offer).exists():
        return None
    return _end(offer, Outcome.EXPIRED, EventKind.OFFER_EXPIRED, None, at)


def withdraw_with_case(change: Change) -> None:
    """The case is closed: an offer that is open asks nobody any more, so it ends with it. One whose last day has passed
    before the sweep came has run out.
    """
    for offer in Offer.objects.filter(case=change.case).open():
        if offer.expires_at <= change.at:
            _write(change, offer, Outcome.EXPIRED)
            change.record(EventKind.OFFER_EXPIRED, by_nobody=True, **_of(offer))
        else:
            _write(change, offer, Outcome.WITHDRAWN)
            change.record(EventKind.OFFER_WITHDRAWN, closed=True, **_of(offer))


def _write(change: Change, offer: Offer, outcome: Outcome) -> None:
    OfferEnd.objects.create(
        vendor_id=offer.vendor_id, partner_id=offer.partner_id, offer=offer, outcome=outcome, at=change.at
    )  # fmt: skip


def _of(offer: Offer) -> dict[str, Any]:
    return {"audience": Audience.PARTNER, "offer": offer.pk, "number": offer.number}


def _end(offer: Offer, outcome: Outcome, kind: EventKind, by: Membership | None, at: datetime) -> CaseEvent | None:
    with changing(offer.case, by=by, at=at) as change:
        ended = OfferEnd.objects.filter(offer=offer).first()  # anew: the case is locked only now
        if ended is not None:
            if by is None or ended.outcome == outcome:
                return None
            raise Refused(_("This offer has ended: it was answered, or has run out."))
        _write(change, offer, outcome)
        return change.record(kind, **_of(offer))
