"""What was assumed of a case that came by mail is confirmed, or corrected, one fact at a time (R16-R18, V12).

A severity goes its own way: confirm_severity, propose_severity (R26, R30).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cases import limits
from cases.assumed import Fact, open_facts
from cases.changing import changing
from cases.models import Case, CaseEvent, EventKind
from cases.refusals import Refused
from contacts.models import Product
from tenants.models import ListEntry, Membership


def settle_fact(case: Case, fact: str, value: str, *, by: Membership, at: datetime) -> CaseEvent | None:
    """Takes `value` (a code of the vendor's, or the version as it is called) for the fact; None when it stands so and
    is no longer open.

    Raises Refused for a fact that is not open, for an unknown value, and for a case that is over.
    """
    with changing(case, by=by, at=at) as change:
        case = change.case
        if case.is_over:
            raise Refused(_("Case %(number)s is over. Reopen it first.") % {"number": case.number})
        if fact not in _SETTING:
            raise Refused(_("This cannot be settled here."))
        before = value_of(case, Fact(fact))
        if fact not in open_facts(case):
            if value == before:
                return None
            raise Refused(_("Somebody has settled this meanwhile. Say in an answer what is different."), field="value")
        _SETTING[Fact(fact)](case, value.strip())
        after = value_of(case, Fact(fact))
        # A version is the partner's own text, and texts do not stand in the log.
        codes: dict[str, Any] = {} if fact == Fact.VERSION else {"value": after, "before": before}
        return change.record(EventKind.FACT_SETTLED, fact=fact, changed=after != before, **codes)


def value_of(case: Case, fact: Fact) -> str:
    """The case's code for it, or its version."""
    if fact == Fact.PRODUCT:
        return case.product.code
    return str(getattr(case, "product_version" if fact == Fact.VERSION else fact))


def _entry(name: str, code: str, now: str) -> ListEntry:
    """An active entry of the list; the one that stands now may have been taken off it."""
    entry = ListEntry.objects.filter(list=name, code=code).first()
    if entry is None or not (entry.active or code == now):
        raise Refused(_("Choose one of the list."), field="value")
    return entry


def _set_case_type(case: Case, code: str) -> None:
    case.case_type = _entry(ListEntry.Name.CASE_TYPE, code, case.case_type).code


def _set_impact(case: Case, code: str) -> None:
    entry = _entry(ListEntry.Name.IMPACT, code, case.impact)
    case.impact, case.impact_rank = entry.code, entry.rank


def _set_environment(case: Case, code: str) -> None:
    entry = _entry(ListEntry.Name.ENVIRONMENT, code, case.environment)
    in_production = bool(entry.settings.get("production"))
    if case.production_only and not in_production:
        words = _("%(code)s is for production only. Have the severity changed first.")
        raise Refused(words % {"code": case.severity}, field="value")
    case.environment, case.environment_rank, case.in_production = entry.code, entry.rank, in_production


def _set_product(case: Case, code: str) -> None:
    product = Product.objects.filter(code=code).first()
    if product is None or not (product.active or product.pk == case.product_id):
        raise Refused(_("Choose the product."), field="value")
    case.product = product


def _set_version(case: Case, version: str) -> None:
    if not version:
        raise Refused(_("Say which version it is."), field="value")
    if len(version) > limits.VERSION:
        raise Refused(_("At most %(limit)d characters.") % {"limit": limits.VERSION}, field="value")
    if not version.isprintable():
        raise Refused(_("Say which version it is."), field="value")
    case.product_version = version


_SETTING: dict[str, Callable[[Case, str], None]] = {
    Fact.CASE_TYPE: _set_case_type,
    Fact.PRODUCT: _set_product,
    Fact.VERSION: _set_version,
    Fact.ENVIRONMENT: _set_environment,
    Fact.IMPACT: _set_impact,
}
