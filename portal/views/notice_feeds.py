"""Notices to subscribe to: an Atom feed, and maintenance windows as a calendar. The address is the key."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from notifications.preferences import preference_of, renew_feed_key
from portal.gates import Door, bearer_door, member
from portal.middleware import known_language
from portal.notices.atom import feed_of
from portal.notices.windows import calendar_of


@require_safe
@bearer_door("feed")
def feed(request: HttpRequest) -> HttpResponse:
    """?language: en or de."""
    door = _subscriber(request)
    with translation.override(known_language(request.GET.get("language", ""))):
        text = feed_of(door, request.build_absolute_uri())
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


@require_safe
@bearer_door("feed")
def calendar(request: HttpRequest) -> HttpResponse:
    """?language: en or de."""
    door = _subscriber(request)
    with translation.override(known_language(request.GET.get("language", ""))):
        text = calendar_of(door)
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'inline; filename="{door.vendor.slug}-notices.ics"'
    return answer


def _subscriber(request: HttpRequest) -> Door:
    """Raises Http404 where the person has asked for new addresses since."""
    door: Door = request.door  # type: ignore[attr-defined]
    if request.bearer.thing != preference_of(door.membership).feed_key:  # type: ignore[attr-defined]
        raise Http404
    return door


@member
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """New addresses; the old ones end at once."""
    door: Door = request.door  # type: ignore[attr-defined]
    with door.working():
        renew_feed_key(door.membership)
    messages.success(request, _("You have new addresses. The old ones no longer work."))
    return redirect("notices", door.vendor.slug)
