"""A Designated Contact accepts or declines what the vendor offers (R51). Nobody else can agree, and only here."""

from datetime import datetime

from django.utils.translation import gettext as _

from cases.changing import changing
from cases.models import Audience, CaseEvent, EventKind, Message
from cases.models.offer import Offer, OfferEnd, Outcome
from cases.offers import offers_of
from cases.refusals import Refused
from cases.verbs.say import add_message, follow_word
from tenants.models import Membership


def answer_offer(offer: Offer, *, accepted: bool, by: Membership, at: datetime, body: str = "") -> CaseEvent | None:
    """Records who agreed to what, and when, or that they did not; `body` is a word with it. None where it was answered
    so already. The answer brings a waiting case back to the vendor.

    Raises Refused for an offer that has ended or run out, and for a case that is over.
    """
    outcome = Outcome.ACCEPTED if accepted else Outcome.DECLINED
    with changing(offer.case, by=by, at=at) as change:
        case = change.case
        stands = offers_of(case).numbered(offer.number)
        assert stands is not None
        if stands.end is not None:
            if stands.end.outcome == outcome:
                return None
            raise Refused(_ENDED[Outcome(stands.end.outcome)]())
        if not stands.is_open(change.at):
            raise Refused(_ENDED[Outcome.EXPIRED]())
        if case.is_over:
            raise Refused(_("Case %(number)s is over. Reopen it first.") % {"number": case.number})
        said: Message | None = None
        if body.strip():
            said = add_message(change, body=body, audience=Audience.PARTNER, offer_number=offer.number).message
        follow_word(change)
        OfferEnd.objects.create(
            vendor_id=case.vendor_id, partner_id=case.partner_id, offer=stands.offer, outcome=outcome, answered_by=by,
            message=said, at=change.at,
        )  # fmt: skip
        kind = EventKind.OFFER_ACCEPTED if accepted else EventKind.OFFER_DECLINED
        return change.record(
            kind, audience=Audience.PARTNER, message=said, offer=stands.offer.pk, number=stands.offer.number
        )


_ENDED = {
    Outcome.ACCEPTED: lambda: _("This offer was accepted already."),
    Outcome.DECLINED: lambda: _("This offer was declined already. Ask for a new one."),
    Outcome.EXPIRED: lambda: _("This offer has run out. Ask for a new one."),
    Outcome.REPLACED: lambda: _("There is a newer offer: read that one."),
    Outcome.WITHDRAWN: lambda: _("This offer was withdrawn."),
}
