"""Error pages. Members see them in their vendor's look, strangers in a neutral one, whatever the address names."""

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from cases import limits
from portal.context import Page, frame
from portal.gates import seats_at, taken


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return _answer(request, "413", 413)
    return _answer(request, "400", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, "403", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, "404", 404)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, "429", 429)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's key did not fit: nearly always a page that was open for too long, or blocked cookies."""
    return _answer(request, "csrf", 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: asks nobody anything, neither database nor session, for these may be what failed."""
    return HttpResponse(_static(request, "500"), status=500)


def _answer(request: HttpRequest, name: str, status: int) -> HttpResponse:
    try:
        page = _look(request)
        context = _limits() | ({"page": page} if page else {})
        content = render_to_string(f"portal/errors/{name}.html", context, request)
    except DatabaseError:
        content = _static(request, name)
    return HttpResponse(content, status=status)


def _limits() -> dict:
    """How much can be sent at once."""
    return {"max_files": limits.files(), "max_bytes": limits.file_bytes()}


def _look(request: HttpRequest) -> Page | None:
    """The vendor's frame for its members where no door was passed, None to leave it to the context processor."""
    person = getattr(request, "user", None)
    if getattr(request, "door", None) or person is None or not person.is_authenticated:
        return None
    seats = seats_at(person, request.path_info.strip("/").partition("/")[0])
    member = taken(request, seats)
    return frame(request, member.vendor, member, seats) if member else None


def _static(request: HttpRequest, name: str) -> str:
    with translation.override(translation.get_language_from_request(request)):
        return render_to_string(f"portal/errors/{name}.html", {"page": Page()} | _limits())
