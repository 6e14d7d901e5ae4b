"""The front door: to sign-in, to the one vendor where a person works, or to the choice among several."""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from redis.exceptions import RedisError

from portal.accounts import memberships_of
from portal.context import home_of


def landing(request: HttpRequest) -> HttpResponse:
    """/: anonymous to sign-in, one membership to its vendor's home, otherwise "Where to?"."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    members = memberships_of(request.user)
    if len(members) == 1 and "choose" not in request.GET:
        return redirect(home_of(members[0], members[0].vendor))
    places = [{"member": member, "url": home_of(member, member.vendor)} for member in members]
    return render(request, "portal/landing.html", {"places": places})


def signup_closed(request: HttpRequest) -> HttpResponse:
    """Nobody signs up: 403, and whom to ask instead."""
    return render(request, "account/signup_closed.html", status=403)


@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """/health/: {"database": bool, "broker": bool}, 200 when both answer, else 503. For probes, without sign-in."""
    parts = {"database": _answers(_ask_database), "broker": _answers(_ask_broker)}
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


def _answers(ask) -> bool:
    try:
        ask()
    except (DatabaseError, RedisError, OSError):
        return False
    return True


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_broker() -> None:
    cache.get("health")
