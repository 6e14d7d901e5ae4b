"""The forms of an offer: what the vendor offers, and the partner's answer. What is wrong, the verbs say."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.offer import Basis, Offer
from cases.offer_terms import CURRENCIES, OfferTerms
from portal.forms.notice_words import RefusableForm

STANDS = timedelta(days=14)  # how long an offer holds, unless changed


def _money(label, hint: Any = "") -> forms.DecimalField:
    widget = forms.NumberInput(attrs={"min": "0", "step": "0.01", "inputmode": "decimal"})
    return forms.DecimalField(
        label=label, required=False, max_digits=12, decimal_places=2, widget=widget, help_text=hint
    )


class OfferForm(RefusableForm):
    body = forms.CharField(
        label=_("What is done"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("And what is not part of it."),
    )
    basis = forms.ChoiceField(
        label=_("Billed"), choices=Basis.choices, widget=forms.RadioSelect, required=False, initial=Basis.FIXED
    )
    amount = _money(_("Price"))
    rate = _money(_("Rate an hour"))
    hours = _money(_("Estimated hours"), _("More hours than these need a new offer."))
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES], required=False)
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day, where the contact is."),
    )

    def mark_required(self) -> None:
        """For the labels; what is missing, the verb says."""
        for field in self.fields.values():
            field.required = True

    def terms(self) -> OfferTerms:
        return OfferTerms(**self.cleaned_data)


class AnswerForm(RefusableForm):
    """`body`: a word with the answer."""

    body = forms.CharField(
        label=_("A word with it"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 3})
    )


def initial_of(offer: Offer | None, now) -> dict:
    """The case's newest offer, as what the next one starts from."""
    day = timezone.localtime(now).date() + STANDS
    if offer is None:
        return {"valid_until": day, "currency": CURRENCIES[0]}
    names = ("basis", "amount", "rate", "hours", "currency")
    return {name: getattr(offer, name) for name in names} | {"valid_until": day, "body": offer.message.body}
