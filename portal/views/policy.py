"""The vendor's policy, as it is in force or as it was (R1, R2, R6, R8, R13, R19, R20, R25), for both sides."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contacts.models import Entitlement, PartnerDesk, Product, Region
from portal.gates import Door, door
from portal.policies import assumption_word, clocks_of_policy, hours_in_words_of, plans_in_words
from slas.models import PolicyVersion
from slas.versions import policy_in_force, table_of
from tenants.roles import Role


@door(*Role.vendor_side(), *Role.partner_side())
@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    """`?version=2` shows an older one: a case keeps the version under which it was received."""
    here: Door = request.door  # type: ignore[attr-defined]
    in_force = policy_in_force(here.vendor.pk, here.now)
    version = _asked(request, in_force)
    table = table_of(version)
    regions = list(Region.objects.all())
    clocks = clocks_of_policy(here.vendor.pk, table, regions)
    partner = not here.membership.is_vendor_side
    context = {
        "policy": table,
        "version": version,
        "is_in_force": version.pk == in_force.pk,
        "plans": plans_in_words(table, {code: clock for code, (clock, _) in clocks.items()}),
        "hours": list(hours_in_words_of(regions, clocks, here.now)),
        "products": Product.objects.filter(active=True),
        "assumption": assumption_word(partner=partner),
        "versions": _versions(partner),
        **(_own(here) if partner else {}),
    }
    return render(request, "portal/policy/page.html", context)


def _asked(request: HttpRequest, in_force: PolicyVersion) -> PolicyVersion:
    number = request.GET.get("version", "")
    if not number:
        return in_force
    published = PolicyVersion.objects.filter(published_at__isnull=False)
    found = (
        published.filter(number=number).first() if number.isascii() and number.isdigit() and len(number) < 9 else None
    )
    if found is None:
        raise Http404
    return found


def _versions(partner: bool):
    """The vendor's side sees every published version; partners reach an older one from their cases."""
    return () if partner else PolicyVersion.objects.filter(published_at__isnull=False).order_by("-number")


def _own(here: Door) -> dict:
    """The partner's own plan and region, to be found at a glance."""
    desk = PartnerDesk.objects.select_related("region").filter(partner_id=here.membership.partner_id).first()
    running = Entitlement.objects.filter(partner_id=here.membership.partner_id).on(here.now.date()).first()
    return {"own_plan": running.plan if running else "", "own_region": desk.region.name if desk else ""}
