"""A vendor's accent as a stylesheet, because the content policy allows no style in the page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

YEAR = 60 * 60 * 24 * 365


@require_safe
@cache_control(max_age=YEAR, public=True, immutable=True)
def brand(request: HttpRequest, hue: int) -> HttpResponse:
    """/brand/<hue>.css, hue in degrees: 404 beyond 359.

    The hue stands in the address, not the vendor: the answer never changes, needs no row, and tells a stranger
    nothing about which vendors there are.
    """
    if hue > 359:
        raise Http404("A hue is 0 to 359 degrees")
    return HttpResponse(f":root {{ --accent-hue: {hue}; }}\n", content_type="text/css; charset=utf-8")
