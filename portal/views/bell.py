"""The bell: what has happened on one's cases. Both sides have it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_GET, require_POST

from notifications.models import Delivery
from notifications.reading import mark_read
from portal.bell_words import lines_of
from portal.gates import Door, member
from portal.typed import is_id

PANEL, PAGE = 8, 50
MOST = 100  # more unread lines than that are not counted


@member
@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    """The page, ?before (a line's id) for older ones; in the bell's panel the newest few."""
    door: Door = request.door  # type: ignore[attr-defined]
    lines = Delivery.objects.bell_of(door.membership).prefetch_related("case", "event__by")
    own_url = reverse("bell", args=[door.vendor.slug])
    if request.htmx:  # type: ignore[attr-defined]
        items = lines_of(list(lines[:PANEL]), door)
        return render(request, "partials/bell_list.html", {"items": items, "all_url": own_url})
    before = request.GET.get("before", "")
    if is_id(before):
        lines = lines.filter(pk__lt=int(before))
    found = list(lines[: PAGE + 1])
    older = f"{own_url}?before={found[PAGE - 1].pk}" if len(found) > PAGE else ""
    context = {
        "items": lines_of(found[:PAGE], door),
        "unread": Delivery.objects.bell_of(door.membership).unread().exists(),
        "next_url": older,
        "first_url": own_url if before else "",
        "size": PAGE,
    }
    return render(request, "portal/bell/bell.html", context)


@cache_control(private=True, no_cache=True)
@conditional_page
@member
@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """How many are unread: a fragment for the top bar; asked for every few seconds, so 304 while nothing changed."""
    door: Door = request.door  # type: ignore[attr-defined]
    unread = Delivery.objects.bell_of(door.membership).unread()[:MOST].count()
    return render(request, "partials/bell_count.html", {"count": unread})


@member
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Marks all lines as read."""
    door: Door = request.door  # type: ignore[attr-defined]
    with door.working():
        mark_read(door.membership, at=door.now)
    messages.success(request, _("All news are read."))
    return redirect("bell", door.vendor.slug)
