"""The offers of a case as they stand: which one is open, and what the partner has agreed to (R51)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from babel.numbers import format_currency, format_decimal
from django.utils.translation import get_language, gettext

from cases.models import Case
from cases.models.offer import Basis, Offer, OfferEnd, Outcome


@dataclass(frozen=True)
class Standing:
    """An offer, and how it ended (None: it has not)."""

    offer: Offer
    end: OfferEnd | None

    def is_open(self, at: datetime) -> bool:
        """Whether it can be answered at the aware UTC instant `at`."""
        return self.end is None and self.offer.expires_at > at

    @property
    def is_accepted(self) -> bool:
        return self.end is not None and self.end.outcome == Outcome.ACCEPTED


@dataclass(frozen=True)
class Offers:
    """All offers of a case, the oldest first."""

    all: list[Standing]

    @property
    def newest(self) -> Standing | None:
        return self.all[-1] if self.all else None

    @property
    def agreed(self) -> Standing | None:
        """What the partner has agreed to: the last one that it accepted. A newer offer changes nothing before it is
        accepted itself.
        """
        return next((one for one in reversed(self.all) if one.is_accepted), None)

    def numbered(self, number: int) -> Standing | None:
        return next((one for one in self.all if one.offer.number == number), None)


def offers_of(case: Case) -> Offers:
    """In the reader's scope, where a customer's people see none; one query where there are none."""
    offers = list(Offer.objects.filter(case=case).select_related("message", "by").order_by("number"))
    ends: dict[int, OfferEnd] = {}
    if offers:
        rows = OfferEnd.objects.filter(offer__in=[offer.pk for offer in offers])
        ends = {row.offer_id: row for row in rows.select_related("answered_by", "message")}
    return Offers([Standing(offer, ends.get(offer.pk)) for offer in offers])


def terms_in_words(offer: Offer) -> str:
    """ "€1,200.00, fixed price", "€120.00 an hour, about 10 hours: €1,200.00"."""
    if offer.basis == Basis.FIXED:
        return gettext("%(amount)s, fixed price") % {"amount": money(offer.total, offer.currency)}
    assert offer.rate is not None and offer.hours is not None
    return gettext("%(rate)s an hour, about %(hours)s hours: %(total)s") % {
        "rate": money(offer.rate, offer.currency),
        "hours": format_decimal(offer.hours, locale=(get_language() or "en")[:2]),
        "total": money(offer.total, offer.currency),
    }


def money(amount: Decimal, currency: str) -> str:
    """In the reader's language; the code where it has no sign of its own."""
    return format_currency(amount, currency, locale=(get_language() or "en")[:2])
