"""The facts beside a case, for the vendor's side and for the partner's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Case
from cases.models.case import Channel
from contacts.models import PartnerDesk, PartnerHoliday, Region
from portal.desk.choices import Choices
from portal.instants import calendar_date
from portal.middleware import known_zone
from slas.policy import Policy
from tenants.models import ListEntry, Membership, in_language


@dataclass(frozen=True)
class Fact:
    """A line of partials/facts.html."""

    label: str
    value: Any
    small: str = ""
    faint: bool = False
    href: str = ""
    key: str = ""  # of cases.assumed.Fact, where it can have been assumed
    assumed: Any = None


def facts_of(case: Case, policy: Policy, choices: Choices, reader: Membership, now: datetime) -> list[Fact]:
    """Facts in the order in which they are asked for. `now` is an aware UTC instant.

    What vendor and partner have agreed is not for the partner's customer.
    """
    partner_side = not reader.is_vendor_side
    facts = list(_common(case, policy, choices))
    if reader.customer_id is None:
        facts.append(_entitlement(case, policy))
    facts.append(_owner(case) if partner_side else _contact(case.contact, now))
    if not partner_side:
        facts += _first_line(case, now)
    cause = choices.label(ListEntry.Name.CAUSE, case.cause) if case.cause else ""
    if cause or not partner_side:
        facts.append(Fact(_("Cause"), cause or _("Not recorded yet"), faint=not cause))
    return facts


def _common(case: Case, policy: Policy, choices: Choices) -> Iterator[Fact]:
    name = ListEntry.Name
    if case.customer:
        place = f", {case.customer.city}" if case.customer.city else ""
        included = _("reads along and is told") if case.customer_included else ""
        yield Fact(_("Customer"), f"{case.customer.name}{place}", included)
    yield Fact(_("Partner"), case.partner.name, _region(case))
    yield Fact(_("Product"), f"{case.product.name} {case.product_version}".strip(), key="product")
    if case.channel == Channel.EMAIL and not case.product_version:
        yield Fact(_("Version"), _("not told"), faint=True, key="version")
    yield Fact(_("Type"), choices.label(name.CASE_TYPE, case.case_type), key="case_type")
    if case.category:
        category = choices.entries.get((name.CATEGORY, case.category))
        services = category is not None and category.settings.get("handled_by") == "services"
        small = _("services, may be billable once the partner agrees") if services else ""
        yield Fact(_("Category"), choices.label(name.CATEGORY, case.category), small)
    yield Fact(_("Environment"), choices.label(name.ENVIRONMENT, case.environment), key="environment")
    yield Fact(_("Impact"), choices.label(name.IMPACT, case.impact), _users(case.affected_users), key="impact")
    yield _severity(case, policy)


def _region(case: Case) -> str:
    region = Region.objects.filter(code=case.region).first()
    return _("region %(region)s") % {"region": region.name} if region else ""


def _users(number: int | None) -> str:
    if number is None:
        return ""
    return ngettext("%(number)d person", "%(number)d people", number) % {"number": number}


def _severity(case: Case, policy: Policy) -> Fact:
    """As it was reported, and whether the vendor has confirmed it (R30)."""
    small = _("not confirmed yet")
    if case.severity_confirmed:
        small = _("confirmed")
        if case.severity_confirmed != case.severity_reported:
            small = _("confirmed, reported as %(severity)s") % {"severity": case.severity_reported}
    if case.severity_proposed:
        small += "; " + _("proposed: %(severity)s") % {"severity": severity_label(policy, case.severity_proposed)}
    return Fact(_("Severity"), severity_label(policy, case.severity), small, key="severity")


def severity_label(policy: Policy, code: str) -> str:
    """ "S2 High", or the bare code where the policy has lost it."""
    try:
        name = policy.severity(code).name
    except KeyError:
        return code
    return f"{code} {in_language(name.en, name.de)}"


def _entitlement(case: Case, policy: Policy) -> Fact:
    """The plan under which the case was received, and its contract (R3, C1)."""
    try:
        name = policy.plan(case.plan).name
        plan = in_language(name.en, name.de)
    except KeyError:
        plan = case.plan
    contract = case.entitlement
    small = [contract.reference] if contract and contract.reference else []
    if contract and contract.ends_on:
        small.append(_("until %(date)s") % {"date": calendar_date(contract.ends_on)})
    return Fact(_("Entitlement"), plan, ", ".join(small))


def _owner(case: Case) -> Fact:
    if case.owner is None:
        return Fact(_("Case Owner"), _("Not named yet"), faint=True)
    return Fact(_("Case Owner"), case.owner.name)


def _contact(contact: Membership, now: datetime) -> Fact:
    return Fact(_("Contact"), contact.name, time_there(contact, now))


def time_there(contact: Membership, now: datetime) -> str:
    """The contact's local time: "11:37 in London"."""
    there, here = now.astimezone(known_zone(contact.zone)), timezone.localtime(now)
    time = {"time": there.strftime("%H:%M"), "zone": contact.zone.split("/")[-1].replace("_", " ")}
    if there.utcoffset() == here.utcoffset():
        return _("%(time)s in %(zone)s, same as yours") % time
    return _("%(time)s in %(zone)s") % time


def _first_line(case: Case, now: datetime) -> Iterator[Fact]:
    """The partner's own hours, next holiday and who covers (R10, R11)."""
    desk = PartnerDesk.objects.filter(partner=case.partner_id).first()
    if desk is None:
        return
    today = now.astimezone(known_zone(desk.zone)).date()
    holiday = (
        PartnerHoliday.objects.filter(partner=case.partner_id, day__gte=today).select_related("covered_by").first()
    )
    yield Fact(_("Their hours"), desk.hours or _("Not told"), _holiday(holiday, today), faint=not desk.hours)
    if desk.phone:
        yield Fact(_("Their phone"), desk.phone)


def _holiday(holiday: PartnerHoliday | None, today) -> str:
    if holiday is None:
        return ""
    words = _("Away today: %(name)s") if holiday.day == today else _("Away %(date)s: %(name)s")
    told = words % {"date": calendar_date(holiday.day), "name": holiday.name}
    if holiday.covered_by:
        return _("%(away)s, %(person)s covers") % {"away": told, "person": holiday.covered_by.name}
    return told
