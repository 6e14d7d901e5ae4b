"""What nobody has said of a case that came by mail: assumed, or still open, until somebody says it (R16-R18, V12)."""

from enum import StrEnum

from django.utils.translation import gettext_lazy

from cases.models import Case, CaseEvent, EventKind
from cases.models.case import Channel
from cases.submission import required_of
from tenants.models import ListEntry


class Fact(StrEnum):
    """In the order in which a form asks for them."""

    CASE_TYPE = "case_type"
    PRODUCT = "product"
    VERSION = "version"
    SEVERITY = "severity"
    ENVIRONMENT = "environment"
    IMPACT = "impact"


LABELS = {
    Fact.CASE_TYPE: gettext_lazy("What it is about"),
    Fact.PRODUCT: gettext_lazy("Product"),
    Fact.VERSION: gettext_lazy("Version"),
    Fact.SEVERITY: gettext_lazy("Severity"),
    Fact.ENVIRONMENT: gettext_lazy("Environment"),
    Fact.IMPACT: gettext_lazy("Business impact"),
}


def open_facts(case: Case) -> list[Fact]:
    """Those that nobody has confirmed or corrected yet; empty for a case that a form made.

    A severity is open until the vendor has confirmed it (R30). Reads the log in the active scope.
    """
    if case.channel != Channel.EMAIL:
        return []
    kinds = [EventKind.RECEIVED, EventKind.FACT_SETTLED]
    told = list(CaseEvent.objects.filter(case=case, kind__in=kinds).order_by("position").values_list("kind", "data"))
    assumed = {name for kind, data in told if kind == EventKind.RECEIVED for name in data.get("assumed", [])}
    settled = {data["fact"] for kind, data in told if kind == EventKind.FACT_SETTLED}
    if case.severity_confirmed:
        settled.add(Fact.SEVERITY)
    if not case.product_version and "version" in _required(case):
        assumed.add(Fact.VERSION)
    return [fact for fact in Fact if fact in assumed - settled]


def _required(case: Case) -> set[str]:
    entry = ListEntry.objects.filter(list=ListEntry.Name.CASE_TYPE, code=case.case_type).first()
    return required_of(entry) if entry else set()
