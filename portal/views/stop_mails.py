"""No more mails of a topic: by the link at a mail's foot, or by one click of the mail program (RFC 8058)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from notifications.preferences import stop_mails as stop
from notifications.topics import NUMBERS
from portal.context import bare
from portal.gates import Door, bearer_door


# A mail program posts without a cookie. The token in the address is the permission, and all that it permits.
@csrf_exempt
@require_http_methods(["GET", "POST"])
@bearer_door("unsubscribe")
def stop_mails(request: HttpRequest) -> HttpResponse:
    """Opening the page changes nothing: mail scanners follow links."""
    door: Door = request.door  # type: ignore[attr-defined]
    number = request.bearer.thing  # type: ignore[attr-defined]
    topic = next((topic for topic, known in NUMBERS.items() if known == number), None)
    if topic is None:
        raise Http404
    if request.method == "POST":
        with door.working():
            stop(door.membership, topic)
    # Bare: the bell of a member's page would ask for news, and be sent to sign in with the whole page.
    context = {"topic": topic, "stopped": request.method == "POST", "vendor": door.vendor, "page": bare(door.vendor)}
    return render(request, "portal/stop_mails.html", context)
