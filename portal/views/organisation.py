"""The partner's own organisation: people, desk, holidays, contracts, customers (R3, R10, R11, R46). Reading only."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from contacts.models import Entitlement, PartnerDesk, PartnerHoliday
from portal.gates import Door, door
from portal.instants import calendar_date
from portal.views.home import people_of, vendor_hours
from slas.policy import Policy
from slas.versions import policy_in_force, table_of
from tenants.models import Customer
from tenants.roles import Role


@door(*Role.partner_side())
@require_safe
def organisation(request: HttpRequest) -> HttpResponse:
    here: Door = request.door  # type: ignore[attr-defined]
    partner = here.membership.partner
    desk = PartnerDesk.objects.select_related("region").filter(partner=partner).first()
    today = here.now.astimezone(ZoneInfo(desk.zone if desk else "UTC")).date()
    policy = table_of(policy_in_force(here.vendor.pk, here.now))
    contracts = Entitlement.objects.filter(partner=partner)
    context = {
        "desk": desk,
        "holidays": PartnerHoliday.objects.filter(partner=partner, day__gte=today).select_related("covered_by"),
        "contracts": [_contract(row, policy, today) for row in contracts],
        "customers": Customer.objects.filter(partner=partner),
        **people_of(here),
        **vendor_hours(here),
    }
    return render(request, "portal/organisation/page.html", context)


def _contract(row: Entitlement, policy: Policy, today) -> dict:
    """An entitlement in words; it runs from its start to its end, both included."""
    names = {plan.code: plan.name.say(get_language() or "en") for plan in policy.plans}
    if row.ends_on is None:
        lasts = gettext("since %(start)s, until further notice") % {"start": calendar_date(row.starts_on)}
    else:
        lasts = gettext("%(start)s to %(end)s") % {
            "start": calendar_date(row.starts_on),
            "end": calendar_date(row.ends_on),
        }
    runs = row.starts_on <= today and (row.ends_on is None or today <= row.ends_on)
    state = gettext("running") if runs else gettext("not yet") if row.starts_on > today else gettext("ended")
    return {
        "plan": names.get(row.plan, row.plan),
        "reference": row.reference,
        "lasts": lasts,
        "runs": runs,
        "state": state,
    }
