"""The mails of the demo, read in the browser: nobody else gets them. Only where a catcher runs beside the demo."""

from collections.abc import Callable
from functools import wraps

from csp.constants import NONE, SELF
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from portal.demo.mails import Caught, caught, one


def demo_only(view: Callable) -> Callable:
    @wraps(view)
    def only_in_the_demo(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not (settings.DEMO and settings.DEMO_MAIL_DIR):
            raise Http404("No mails are caught here")
        return view(request, *args, **kwargs)

    return require_safe(never_cache(only_in_the_demo))


@demo_only
def mails(request: HttpRequest) -> HttpResponse:
    """The newest mails; ?to= names a recipient."""
    to = request.GET.get("to", "").strip()
    return render(request, "portal/demo_mail/list.html", {"mails": caught(to), "to": to})


@demo_only
@csp_update({"frame-src": [SELF]})
def mail(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "portal/demo_mail/one.html", {"mail": _found(name)})


@demo_only
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
