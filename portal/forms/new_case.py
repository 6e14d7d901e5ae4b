"""The form of a new case. It reads what was typed; what is wrong with it, cases.submission says."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.submission import SECTIONS, Submission
from cases.terms import Terms
from contacts.models import Product
from portal.forms.fields import Code, Codes, Files
from slas.terms import Severity
from slas.versions import table_of
from tenants.models import Customer, ListEntry, Membership

PARTS = {
    "first": ("first_steps",),
    "what": (
        "case_type", "category", "summary", "customer", "product", "product_version", "description", "steps",
        "expected", "observed", "error", "tried", "files", "environment",
    ),
    "bad": ("severity", "impact", "affected_users", "business_impact", "customer_included", "watchers"),
}  # fmt: skip
ALWAYS = {"case_type", "summary", "product", "description", "environment", "severity", "impact", "first_steps"}

# Depends on the case type whether these may stay empty.
CHANGING = (*SECTIONS, "customer", "product_version")


@dataclass(frozen=True)
class Offer:
    """What can be chosen: the vendor's lists, its products, the policy's severities, the partner's own rows."""

    case_types: list[ListEntry]
    categories: list[ListEntry]
    environments: list[ListEntry]
    impacts: list[ListEntry]
    first_steps: list[ListEntry]
    products: list[Product]
    customers: list[Customer]
    people: list[Membership]
    severities: list[Severity]


def offer_of(terms: Terms, by: Membership) -> Offer:
    """What a Designated Contact is offered on its partner's terms, read in the scope of the reader."""
    Name = ListEntry.Name
    names = (Name.CASE_TYPE, Name.CATEGORY, Name.ENVIRONMENT, Name.IMPACT, Name.FIRST_STEP)
    lists: dict[str, list[ListEntry]] = {name: [] for name in names}
    for entry in ListEntry.objects.filter(list__in=lists, active=True):
        lists[entry.list].append(entry)
    people = Membership.objects.active().filter(partner_id=by.partner_id, customer=None).exclude(pk=by.pk)
    return Offer(
        case_types=lists[Name.CASE_TYPE],
        categories=lists[Name.CATEGORY],
        environments=lists[Name.ENVIRONMENT],
        impacts=lists[Name.IMPACT],
        first_steps=lists[Name.FIRST_STEP],
        products=list(Product.objects.filter(active=True)),
        customers=list(Customer.objects.filter(partner_id=by.partner_id)),
        people=list(people),
        severities=list(table_of(terms.policy).severities),
    )


def _text(label, *, rows: int = 3, hint="") -> forms.CharField:
    # Not stripped and not limited here: nothing that was typed is lost, and the verb has the words for what is wrong.
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, required=False, strip=False, help_text=hint)


class NewCaseForm(forms.Form):
    """`errors` of the fields come from the verb (add_refused); only numbers and the key are read here."""

    use_required_attribute = False

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    first_steps = Codes(label=_("Before you write to us"))
    case_type = Code(label=_("What it is about"), widget=forms.RadioSelect)
    category = Code(
        label=_("Category"),
        help_text=_(
            "Services are no support: they go to Professional Services and may be billable."
            " Nothing is billed before you agree."
        ),
    )  # fmt: skip
    summary = forms.CharField(
        label=_("Summary"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("One line that a colleague would recognise it by."),
    )  # fmt: skip
    customer = forms.TypedChoiceField(label=_("Customer"), required=False, coerce=int, empty_value=None)
    product = Code(label=_("Product"))
    product_version = forms.CharField(
        label=_("Version"),
        required=False,
        widget=forms.TextInput(attrs={"list": "versions", "autocomplete": "off"}),
    )
    description = _text(_("Description"), rows=4)
    steps = _text(SECTIONS["steps"], rows=4)
    expected = _text(SECTIONS["expected"])
    observed = _text(SECTIONS["observed"])
    error = _text(SECTIONS["error"], rows=2)
    tried = _text(SECTIONS["tried"])
    files = Files(label=_("Files"), required=False)
    environment = Code(label=_("Where it happens"), widget=forms.RadioSelect)
    severity = Code(label=_("Severity"), widget=forms.RadioSelect)
    impact = Code(label=_("Who is hampered"))
    affected_users = forms.IntegerField(
        label=_("How many people"),
        required=False,
        min_value=0,
        max_value=2_000_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    business_impact = _text(SECTIONS["business_impact"])
    customer_included = forms.BooleanField(
        label=_("The customer may read along"),
        required=False,
        help_text=_("People of the customer who have access here see this case, without your colleagues’ drafts."),
    )
    watchers = forms.TypedMultipleChoiceField(
        label=_("On copy"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, offer: Offer, data=None, files=None):
        first_type = offer.case_types[0].code if offer.case_types else ""
        initial = {"key": uuid4(), "case_type": first_type}
        super().__init__(data, files, initial=initial)
        self.offer = offer
        choices = {
            "first_steps": _coded(offer.first_steps),
            "case_type": _coded(offer.case_types),
            "category": [("", _("Not sure: support sorts it")), *by_tier(offer.categories)],
            "environment": _coded(offer.environments),
            "impact": [("", _("Choose…")), *_coded(offer.impacts)],
            "product": [("", _("Choose…")), *((product.code, product.name) for product in offer.products)],
            "customer": [("", _("No single customer")), *((row.pk, _with_city(row)) for row in offer.customers)],
            "severity": [(row.code, row.code) for row in offer.severities],
            "watchers": [(person.pk, person.name) for person in offer.people],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    @property
    def typed_key(self) -> UUID:
        """The form's own key; a form that came back without one gets another."""
        given = self.cleaned_data if self.is_bound else self.initial
        return given.get("key") or uuid4()

    def submission(self) -> Submission:
        """As it was typed (nothing yet where the form is fresh). What could not be read is left out, and has an
        error of its own.
        """
        given = self.cleaned_data if self.is_bound else self.initial
        return Submission(
            key=self.typed_key,
            sections={code: given.get(code, "") for code in SECTIONS},
            customer=given.get("customer"),
            affected_users=given.get("affected_users"),
            customer_included=bool(given.get("customer_included")),
            files=given.get("files", []),
            watchers=given.get("watchers", []),
            first_steps=given.get("first_steps", []),
            **{name: given.get(name, "") for name in _AS_TYPED},
        )

    def add_refused(self, errors: dict[str, str]) -> None:
        """What the verb found wrong, at each field; what the form itself could not read keeps the form's word."""
        for name, sentence in errors.items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, sentence)

    def mark_required(self) -> None:
        """What the chosen case type asks for, so that labels say which fields are optional."""
        chosen = self["case_type"].value()
        case_type = next((entry for entry in self.offer.case_types if entry.code == chosen), None)
        asked = set(case_type.settings.get("required", [])) if case_type else set()
        if "version" in asked:
            asked.add("product_version")
        for name in self.fields:
            self.fields[name].required = name in ALWAYS or name in asked
        if "customer" in asked:
            # "No single customer" would be an answer that is refused.
            customer = self.fields["customer"]
            customer.choices = [("", _("Choose…")), *list(customer.choices)[1:]]  # type: ignore[attr-defined]


_AS_TYPED = (
    "case_type",
    "category",
    "summary",
    "description",
    "product",
    "product_version",
    "environment",
    "severity",
    "impact",
)


def _coded(entries: Iterable[ListEntry]) -> list[tuple[str, str]]:
    return [(entry.code, entry.label) for entry in entries]


def by_tier(entries: Iterable[ListEntry]) -> list:
    """Support first, then what is services (V13, V14)."""
    tiers: dict[str, list[ListEntry]] = {"support": [], "services": []}
    for entry in entries:
        tiers["services" if entry.settings.get("handled_by") == "services" else "support"].append(entry)
    groups = [(_("Support"), tiers["support"]), (_("Services, may be billable"), tiers["services"])]
    return [(label, _coded(found)) for label, found in groups if found]


def _with_city(customer: Customer) -> str:
    return f"{customer.name}, {customer.city}" if customer.city else customer.name
