"""Speaks the reader's language and keeps the reader's time."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers


class ReaderMiddleware:
    """Activates language and time zone: of the person who is signed in, otherwise what the browser asks for.

    The browser's wish is activated first, so that an error while the person is fetched is still told in a
    language that is probably theirs.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.LANGUAGE_CODE = translation.get_language_from_request(request)
        with translation.override(request.LANGUAGE_CODE), timezone.override(None):
            person = request.user
            if person.is_authenticated:
                request.LANGUAGE_CODE = known_language(person.language)
                translation.activate(request.LANGUAGE_CODE)
                timezone.activate(known_zone(person.zone))
            response = self.get_response(request)
            if person.is_authenticated:
                # No store on the way keeps it, and a browser asks again: somebody else may sign in there.
                response.headers.setdefault("Cache-Control", "private, no-cache")
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        patch_vary_headers(response, ["Accept-Language"])
        return response


def known_language(code: str) -> str:
    """The language if the portal speaks it, else the installation's own."""
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def known_zone(name: str) -> ZoneInfo:
    """The zone of that name, UTC where the zone data does not know it: a wrong zone must not close the portal."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
