"""What a Designated Contact hands in, and what it must hold (R14-R18, R21, R25)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import limits
from cases.asides import NOTHING, Aside
from cases.filing import Upload, check_files
from cases.models.case import Channel
from cases.refusals import Incomplete, Refused
from cases.terms import Terms
from cases.words import checked_text
from contacts.models import Product
from slas.terms import Severity
from slas.versions import table_of
from tenants.models import Customer, ListEntry, Membership

# The texts of the form besides the description, in its order (R16).
SECTIONS = {
    "steps": gettext_lazy("Steps that lead to it"),
    "expected": gettext_lazy("What you expected"),
    "observed": gettext_lazy("What you saw instead"),
    "error": gettext_lazy("Exact error message"),
    "tried": gettext_lazy("What you have tried"),
    "business_impact": gettext_lazy("What it means for the business"),
}


@dataclass(frozen=True)
class Submission:
    """As it was typed: codes of the vendor's lists, texts, files. `key` is the form's own, so that a form that is
    posted twice makes one case. A mail fills in no form: what it leaves open is `assumed` (names of fields), and
    asked for afterwards.
    """

    key: UUID
    case_type: str = ""
    category: str = ""
    summary: str = ""
    description: str = ""
    sections: dict[str, str] = field(default_factory=dict)
    product: str = ""
    product_version: str = ""
    customer: int | None = None
    environment: str = ""
    severity: str = ""
    impact: str = ""
    affected_users: int | None = None
    customer_included: bool = False
    first_steps: Sequence[str] = ()
    files: Sequence[Upload] = ()
    watchers: Sequence[int] = ()
    channel: str = Channel.PORTAL
    assumed: Sequence[str] = ()
    aside: Aside = NOTHING

    @property
    def by_mail(self) -> bool:
        return self.channel == Channel.EMAIL


@dataclass(frozen=True)
class Checked:
    """A submission whose codes were found in the vendor's lists and the partner's own rows."""

    case_type: ListEntry
    category: ListEntry | None
    product: Product
    product_version: str
    customer: Customer | None
    environment: ListEntry
    impact: ListEntry
    severity: Severity
    summary: str
    description: str
    sections: list[dict[str, str]]


def check(submission: Submission, terms: Terms, *, by: Membership) -> Checked:
    """Finds every code and requires what the case's type requires. Raises Incomplete with a word for each field.

    Of a mail no more is required than words and a subject: who writes one cannot be asked while typing (V12).
    """
    return _Checker(submission, terms, by).checked()


def required_of(case_type: ListEntry) -> set[str]:
    """The names of what a case of this type has to hold (R16)."""
    return set(case_type.settings.get("required", []))


class _Checker:
    def __init__(self, submission: Submission, terms: Terms, by: Membership):
        self.given, self.terms, self.by = submission, terms, by
        self.errors: dict[str, str] = {}
        self.entries = _active_entries()

    def checked(self) -> Checked:
        given = self.given
        case_type = self._entry(ListEntry.Name.CASE_TYPE, given.case_type, "case_type", _("Choose what it is about."))
        category = self._category()
        required = required_of(case_type) if case_type and not given.by_mail else set()
        environment = self._entry(
            ListEntry.Name.ENVIRONMENT, given.environment, "environment", _("Say where it happens.")
        )
        impact = self._entry(ListEntry.Name.IMPACT, given.impact, "impact", _("Say who is hampered."))
        severity = self._severity(environment)
        product = Product.objects.filter(code=given.product, active=True).first()
        if product is None:
            self.errors["product"] = _("Choose the product.")
        customer = self._customer("customer" in required)
        summary, description = self._summary(), self._text("description", given.description, True)
        sections = [
            {"code": code, "text": text}
            for code in SECTIONS
            if (text := self._text(code, given.sections.get(code, ""), code in required))
        ]
        version = self._version("version" in required)
        if not given.by_mail:
            self._first_steps()
        self._files()
        if self.errors:
            raise Incomplete(self.errors)
        assert case_type and environment and impact and severity and product
        return Checked(
            case_type,
            category,
            product,
            version,
            customer,
            environment,
            impact,
            severity,
            summary,
            description,
            sections,
        )

    def _entry(self, name: str, code: str, field: str, missing: str) -> ListEntry | None:
        entry = self.entries.get((name, code))
        if entry is None:
            self.errors[field] = missing
        return entry

    def _category(self) -> ListEntry | None:
        """May be left open: the vendor's desk sorts then (V13)."""
        if not self.given.category:
            return None
        return self._entry(
            ListEntry.Name.CATEGORY, self.given.category, "category", _("Choose a category from the list.")
        )

    def _severity(self, environment: ListEntry | None) -> Severity | None:
        try:
            severity = table_of(self.terms.policy).severity(self.given.severity)
        except KeyError:
            self.errors["severity"] = _("Choose a severity from the scale.")
            return None
        if severity.production_only and environment and not environment.settings.get("production"):
            self.errors["severity"] = _(
                "%(code)s is for production only. You chose %(environment)s: take a lower severity."
            ) % {"code": severity.code, "environment": environment.label}
        return severity

    def _customer(self, required: bool) -> Customer | None:
        if self.given.customer is None:
            if required:
                self.errors["customer"] = _("Name the customer that the case is about.")
            return None
        customer = Customer.objects.filter(pk=self.given.customer, partner=self.by.partner).first()
        if customer is None:
            self.errors["customer"] = _("Choose one of your customers.")
        return customer

    def _summary(self) -> str:
        summary = " ".join(self.given.summary.split())
        if not summary:
            self.errors["summary"] = _("Say in one line what is wrong.")
        elif len(summary) > limits.SUMMARY:
            words = _("One line of at most %(limit)d characters; these are %(length)d.")
            self.errors["summary"] = words % {"limit": limits.SUMMARY, "length": len(summary)}
        return summary

    def _text(self, code: str, text: str, required: bool) -> str:
        if not text.strip():
            if required:
                self.errors[code] = str(_MISSING.get(code, _MISSING["description"]))
            return ""
        try:
            return checked_text(text, field=code)
        except Refused as refused:
            self.errors[code] = refused.reason
            return ""

    def _version(self, required: bool) -> str:
        version = self.given.product_version.strip()
        if required and not version:
            self.errors["product_version"] = _("Say which version it is.")
        elif len(version) > limits.VERSION:
            self.errors["product_version"] = _("At most %(limit)d characters.") % {"limit": limits.VERSION}
        return version

    def _first_steps(self) -> None:
        asked = {code for name, code in self.entries if name == ListEntry.Name.FIRST_STEP}
        if asked - set(self.given.first_steps):
            self.errors["first_steps"] = _("Confirm each of the first steps, or try it now: it may solve the matter.")

    def _files(self) -> None:
        try:
            check_files(self.given.files)
        except Refused as refused:
            self.errors["files"] = refused.reason


def _active_entries() -> dict[tuple[str, str], ListEntry]:
    """The entries that a form is checked against, by list and code; one query."""
    names = ListEntry.Name
    lists = [names.CASE_TYPE, names.CATEGORY, names.ENVIRONMENT, names.IMPACT, names.FIRST_STEP]
    return {(row.list, row.code): row for row in ListEntry.objects.filter(list__in=lists, active=True)}


_MISSING = {
    "description": gettext_lazy("Describe what happens."),
    "steps": gettext_lazy("List the steps that lead to it, so that we can see it too."),
    "expected": gettext_lazy("Say what should have happened."),
    "observed": gettext_lazy("Say what happened instead."),
    "error": gettext_lazy("Still empty. Copy it word for word, or write “none”."),
    "tried": gettext_lazy("Say what you have tried, so that we do not ask for it again."),
    "business_impact": gettext_lazy("Say what it means for the business."),
}
