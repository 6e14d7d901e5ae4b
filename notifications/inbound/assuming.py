"""What a mail leaves open of a new case, filled in as the vendor wants it: openly assumed, and asked for (R16, R18)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy

from cases.asides import Aside
from cases.assumed import LABELS, Fact, open_facts
from cases.filing import Upload
from cases.models import Case
from cases.models.case import Channel
from cases.submission import SECTIONS, Submission, required_of
from contacts.models import Product
from slas.versions import policy_in_force, table_of
from tenants.models import ListEntry, Membership

ASSUMED = (Fact.CASE_TYPE, Fact.SEVERITY, Fact.ENVIRONMENT, Fact.IMPACT, Fact.PRODUCT)
# What a mail has, or what is assumed of it; the rest of a form is asked for.
_HAS = {"summary", "description", "attachments", *ASSUMED}
_ASKED = {Fact.VERSION.value: LABELS[Fact.VERSION], "customer": gettext_lazy("Customer"), **SECTIONS}


def assumed_case(
    key: UUID,
    by: Membership,
    at: datetime,
    *,
    summary: str,
    description: str,
    files: Sequence[Upload],
    aside: Aside,
) -> Submission:
    """The submission of a mail by a Designated Contact, with the codes of the vendor's setting mail_case.

    What the setting leaves out is the first entry of its list, the first product, and the lowest severity; first
    steps stay unconfirmed.
    """
    wanted = by.vendor.settings.get("mail_case", {}).get("value", {})
    product = wanted.get("product") or Product.objects.filter(active=True).values_list("code", flat=True).first()
    return Submission(
        key=key,
        summary=summary,
        description=description,
        files=files,
        aside=aside,
        case_type=wanted.get("case_type") or _first(ListEntry.Name.CASE_TYPE),
        environment=wanted.get("environment") or _first(ListEntry.Name.ENVIRONMENT),
        impact=wanted.get("impact") or _last(ListEntry.Name.IMPACT),
        severity=wanted.get("severity") or _lowest_severity(by, at),
        product=product or "",
        channel=Channel.EMAIL,
        assumed=[fact.value for fact in ASSUMED],
    )


def missing_of(case: Case) -> list[str]:
    """What a case that came by mail still lacks, in words: what its type requires (R16). Empty for any other."""
    if case.channel != Channel.EMAIL:
        return []
    entry = ListEntry.objects.filter(list=ListEntry.Name.CASE_TYPE, code=case.case_type).first()
    required = required_of(entry) if entry else set()
    has = set(_HAS)
    has |= {"version"} if case.product_version else set()
    has |= {"customer"} if case.customer_id else set()
    return [str(label) for name, label in _ASKED.items() if name in required - has]


def assumptions_of(case: Case) -> list[tuple[str, str]]:
    """What was assumed of it and holds still, as (label, value); empty for a case that a form made."""
    values = {
        Fact.CASE_TYPE: _label(ListEntry.Name.CASE_TYPE, case.case_type),
        Fact.SEVERITY: case.severity,
        Fact.ENVIRONMENT: _label(ListEntry.Name.ENVIRONMENT, case.environment),
        Fact.IMPACT: _label(ListEntry.Name.IMPACT, case.impact),
        Fact.PRODUCT: case.product.name,
    }
    return [(str(LABELS[fact]), values[fact]) for fact in open_facts(case) if fact in values]


def _label(name: str, code: str) -> str:
    entry = ListEntry.objects.filter(list=name, code=code).first()
    return entry.label if entry else code


def _codes(name: str) -> list[str]:
    return list(ListEntry.objects.filter(list=name, active=True).order_by("rank").values_list("code", flat=True))


def _first(name: str) -> str:
    return next(iter(_codes(name)), "")


def _last(name: str) -> str:
    return next(reversed(_codes(name)), "")


def _lowest_severity(by: Membership, at: datetime) -> str:
    return table_of(policy_in_force(by.vendor_id, at)).severities[-1].code
