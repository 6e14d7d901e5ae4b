"""What a person of the vendor wants to offer, and whether it can be offered."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from cases.models.offer import Basis
from cases.refusals import Incomplete, Refused
from cases.words import checked_text

CURRENCIES = ("EUR", "USD", "GBP", "CHF", "SGD", "CAD", "AUD", "SEK", "NOK", "DKK", "PLN", "CZK")
MOST = Decimal("9999999.99")
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class OfferTerms:
    """As typed. basis: of `amount` (fixed) or of `rate` an hour and estimated `hours`; valid_until: the last day."""

    body: str = ""
    basis: str = ""
    amount: Decimal | None = None
    rate: Decimal | None = None
    hours: Decimal | None = None
    currency: str = ""
    valid_until: date | None = None

    @property
    def columns(self) -> dict[str, Decimal | None]:
        """The numbers that its basis asks for; the others are nothing."""
        if self.basis == Basis.FIXED:
            return {"amount": self.amount, "rate": None, "hours": None}
        return {"amount": None, "rate": self.rate, "hours": self.hours}


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a local day is over."""
    return datetime.combine(day + timedelta(days=1), time(), zone)


def check_terms(terms: OfferTerms, zone: ZoneInfo, at: datetime) -> None:
    """Raises Incomplete with a word for each field. zone: of the case's contact, whose days count."""
    errors: dict[str, str] = {}
    try:
        checked_text(terms.body, field="body")
    except Refused as refused:
        errors["body"] = refused.reason if terms.body.strip() else _("Say what is done, and what is not.")
    errors |= _numbers(terms)
    if terms.currency not in CURRENCIES:
        errors["currency"] = _("Choose the currency.")
    if terms.valid_until is None:
        errors["valid_until"] = _("Say until when the partner can accept it.")
    elif terms.valid_until > at.date() + LONGEST:
        errors["valid_until"] = _("That is more than a year ahead.")
    elif end_of(terms.valid_until, zone) <= at:
        errors["valid_until"] = _("This day is over where the contact is.")
    if errors:
        raise Incomplete(errors)


def _numbers(terms: OfferTerms) -> dict[str, str]:
    if terms.basis not in Basis.values:
        return {"basis": _("Choose how it is billed.")}
    missing = {
        "amount": _("Say what it costs."),
        "rate": _("Say what an hour costs."),
        "hours": _("Say how many hours you expect."),
    }
    asked = ["amount"] if terms.basis == Basis.FIXED else ["rate", "hours"]
    errors = {}
    for name in asked:
        value = terms.columns[name]
        if value is None:
            errors[name] = missing[name]
        elif not value.is_finite() or not 0 < value <= MOST or (name == "hours" and value > 9999):
            errors[name] = _("This is no amount that can be offered.")
    return errors
