"""Writes a vendor's calendars and policy down as versions; what has not changed makes no new one."""

from datetime import datetime

from slas.calendars import CalendarDefinition, as_json
from slas.exceptions import redraft
from slas.models import PolicyVersion, ServiceCalendar
from slas.policy import VendorText, told_source
from slas.policy_document import as_document, digest
from tenants.models import Vendor


def load_calendars(vendor: Vendor, text: VendorText, *, at: datetime) -> list[str]:
    """Drafts a version of each calendar whose definition or horizon is new; returns the codes of these.

    The horizon goes from two calendar years before `at` to three after it, so that each year brings new versions.
    """
    return [definition.code for definition in text.calendars if draft_version(vendor, definition, at=at)]


def draft_version(vendor: Vendor, definition: CalendarDefinition, *, at: datetime) -> bool:
    """Drafts the next version of a calendar, unless the newest says the same for the same years; says whether."""
    calendar, _new = ServiceCalendar.objects.get_or_create(vendor=vendor, code=definition.code)
    base = as_json(definition)
    if calendar.base != base:
        calendar.base = base
        calendar.save(update_fields=["base"])
    return redraft(calendar, at=at) is not None


def load_policy(vendor: Vendor, text: VendorText, *, at: datetime) -> bool:
    """Publishes the policy as a new version where it differs from the newest; says whether it did."""
    document = as_document(text.policy)
    fingerprint = digest(document)
    newest = PolicyVersion.objects.filter(vendor=vendor).order_by("-number").first()
    if newest and newest.digest == fingerprint:
        return False
    PolicyVersion.objects.create(
        vendor=vendor,
        number=newest.number + 1 if newest else 1,
        revised_on=text.policy.revised,
        effective_from=text.policy.effective_at,
        published_at=at,
        document=document,
        source=told_source(text.policy.source, text.policy.assumption)[:200],
        digest=fingerprint,
        created_at=at,
    )
    return True
