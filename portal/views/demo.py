"""Demo sign-ins on one page: everybody of every demo vendor, one button each. Only with settings.DEMO."""

from itertools import groupby

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts import demo_members, demo_operator
from portal.context import home_of
from tenants.models import Membership
from tenants.roles import Role

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def demo(request: HttpRequest) -> HttpResponse:
    """GET lists the demo people; POST membership (or operator) signs in as one of them, 404 for anybody else."""
    if not settings.DEMO:
        raise Http404("There is no demo here")
    members = demo_members()
    if request.method == "POST":
        return _sign_in_operator(request) if "operator" in request.POST else _sign_in(request, members)
    return render(request, "portal/demo.html", {"vendors": _by_vendor(members), "operator": demo_operator()})


def _sign_in_operator(request: HttpRequest) -> HttpResponse:
    person = demo_operator()
    if person is None:
        raise Http404("The demo has no operator")
    login(request, person, backend=BACKEND)
    return redirect("operator")


def _sign_in(request: HttpRequest, members: list[Membership]) -> HttpResponse:
    wanted = request.POST.get("membership", "")
    chosen = next((member for member in members if str(member.pk) == wanted), None)
    if chosen is None:
        raise Http404("Nobody of the demo")
    login(request, chosen.person, backend=BACKEND)
    return redirect(home_of(chosen, chosen.vendor))


def _by_vendor(members: list[Membership]) -> list[dict]:
    return [
        {"vendor": vendor, "sides": _sides(list(group))}
        for vendor, group in groupby(members, key=lambda member: member.vendor)
    ]


def _sides(members: list[Membership]) -> list[dict]:
    ours = [member for member in members if member.is_vendor_side]
    theirs = [member for member in members if not member.is_vendor_side]
    sides = [(_("The vendor’s people"), ours), (_("Partners and customers"), theirs)]
    return [{"label": label} | _one_per_role(side) for label, side in sides if side]


def _one_per_role(members: list[Membership]) -> dict:
    """first: for each role, in the order of Role, the one that the terminal lists (demo_signins) and the README
    speaks of; more: the others, in the order given.
    """
    eldest = sorted(members, key=lambda member: member.pk)
    first = [next((member for member in eldest if member.role == role), None) for role in Role.values]
    shown = [member for member in first if member]
    return {"first": shown, "more": [member for member in members if member not in shown]}
