"""The demo's mails, read and answered in the browser: nobody else gets them. Only where a catcher runs beside it."""

from csp.constants import NONE, SELF
from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from notifications.inbound.receiving import receive
from portal.demo.mails import Caught, answer, caught, one
from portal.gates import demo_door

LONGEST = 20_000  # characters of an answer


@require_safe
@never_cache
@demo_door
def mails(request: HttpRequest) -> HttpResponse:
    """The newest mails; ?to= names a recipient."""
    to = request.GET.get("to", "").strip()
    return render(request, "portal/demo_mail/list.html", {"mails": caught(to), "to": to})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@demo_door
@csp_update({"frame-src": [SELF]})
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail; POST text answers it as its recipient: the portal gets the answer as from a mailbox."""
    found = _found(name)
    if request.method == "POST":
        text = request.POST.get("text", "").replace("\r\n", "\n").strip()[:LONGEST]
        if not text:
            messages.error(request, _("Write something first."))
        else:
            receive(answer(found, text, request.now), source="demo", at=request.now)  # type: ignore[attr-defined]
            messages.success(request, _("Your answer is on its way: look at the case, or here for a word back."))
        return redirect("demo_mail", name)
    return render(request, "portal/demo_mail/one.html", {"mail": found, "longest": LONGEST})


@require_safe
@never_cache
@demo_door
@xframe_options_sameorigin
@csp_replace(
    {
        **{name: [NONE] for name in ("default-src", "script-src", "connect-src", "font-src", "form-action")},
        # A mail brings its styles with it; scripts and foreign pictures stay out.
        "style-src": ["'unsafe-inline'"],
        "img-src": [SELF, "data:"],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
        "sandbox": ["allow-popups", "allow-top-navigation-by-user-activation"],
    }
)
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(_found(name).html)


def _found(name: str) -> Caught:
    found = one(name)
    if found is None:
        raise Http404("No such mail")
    return found
