"""A vendor's logo, for its members: a stranger does not learn from it which vendors there are."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal.gates import Door, member
from tenants.models import VendorLogo

YEAR = 60 * 60 * 24 * 365


@member
@require_safe
def logo(request: HttpRequest) -> HttpResponse:
    """?v (its version): kept by the browser for good; without it, asked for anew each time."""
    door: Door = request.door  # type: ignore[attr-defined]
    found = VendorLogo.objects.filter(vendor=door.vendor).first()
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type=found.content_type)
    # A drawing is a document: opened by itself it must load and run nothing.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    kept = request.GET.get("v") == door.vendor.logo
    response.headers["Cache-Control"] = f"private, max-age={YEAR}, immutable" if kept else "private, no-cache"
    return response
