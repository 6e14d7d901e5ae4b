"""The front door: to sign-in, to the one vendor where a person works, or to the choice among several."""

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from portal.accounts import memberships_of
from portal.context import home_of, logo_of
from tenants.models import Membership


def landing(request: HttpRequest) -> HttpResponse:
    """/: anonymous to sign-in, one membership to its vendor's home, otherwise "Where to?"."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    members = memberships_of(request.user)
    if len(members) == 1 and "choose" not in request.GET:
        return redirect(home_of(members[0], members[0].vendor))
    often = Counter(member.vendor_id for member in members)
    places = [
        {
            "member": member,
            "url": home_of(member, member.vendor),
            "seat_url": _seat_url(member, often),
            "logo": logo_of(member.vendor),
        }
        for member in members
    ]
    return render(request, "portal/landing.html", {"places": places})


def _seat_url(member: Membership, often: Counter) -> str:
    """Where one of several memberships at one vendor is chosen; "" for the only one."""
    return reverse("seat", args=[member.vendor.slug]) if often[member.vendor_id] > 1 else ""


def signup_closed(request: HttpRequest) -> HttpResponse:
    """Nobody signs up: 403, and whom to ask instead."""
    return render(request, "account/signup_closed.html", status=403)
