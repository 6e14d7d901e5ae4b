"""Billable work is offered to the partner, who agrees before anything is billed (R51)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from cases.change import Change
from cases.changing import changing
from cases.departments import about_services
from cases.models import Audience, Case, CaseEvent, EventKind
from cases.models.offer import Offer, OfferEnd, Outcome
from cases.offer_terms import OfferTerms, check_terms, end_of
from cases.offers import Offers, offers_of
from cases.refusals import Refused
from cases.verbs.say import add_message, follow_word
from tenants.models import Membership


def make_offer(case: Case, terms: OfferTerms, *, by: Membership, at: datetime) -> CaseEvent:
    """The case's next offer. One that is open is replaced; what was agreed stays agreed until this one is accepted.

    Its text is a message to the partner, which no customer reads. Raises Incomplete for what is wrong with the
    terms, and Refused for a case that is over or that is no question of services.
    """
    with changing(case, by=by, at=at) as change:
        case = change.case
        if case.is_over:
            raise Refused(_("Case %(number)s is over. Reopen it first.") % {"number": case.number})
        if not about_services(case):
            raise Refused(_("Refer the case to Professional Services first: support is not billed."))
        zone = ZoneInfo(case.contact.zone)
        check_terms(terms, zone, change.at)
        before = offers_of(case)
        _replace(before, change.at)
        number = len(before.all) + 1
        said = add_message(change, body=terms.body, audience=Audience.PARTNER, offer_number=number)
        assert terms.valid_until is not None and said.message is not None
        offer = Offer.objects.create(
            vendor_id=case.vendor_id, partner_id=case.partner_id, case=case, number=number, basis=terms.basis,
            currency=terms.currency, valid_until=terms.valid_until, expires_at=end_of(terms.valid_until, zone),
            message=said.message, by=by, at=change.at, **terms.columns,
        )  # fmt: skip
        follow_word(change)
        return _record(change, offer)


def _replace(offers: Offers, at: datetime) -> None:
    if offers.newest is not None and offers.newest.end is None:
        old = offers.newest.offer
        OfferEnd.objects.create(
            vendor_id=old.vendor_id, partner_id=old.partner_id, offer=old, outcome=Outcome.REPLACED, at=at
        )  # fmt: skip


def _record(change: Change, offer: Offer) -> CaseEvent:
    return change.record(
        EventKind.OFFERED, audience=Audience.PARTNER, message=offer.message, offer=offer.pk, number=offer.number
    )
