"""Where mail providers post with their own forms, read by django-anymail: mails that come in, and what became of ours.

Every request has to bring the user and password of WEBHOOK_SECRET, whatever else the provider signs. A mail is kept
before the answer goes out: without a "200" a provider posts it again, and the same mail twice is one.
"""

import logging

from anymail import urls as anymail_urls
from anymail.exceptions import AnymailConfigurationError, AnymailError, AnymailWebhookValidationFailure
from anymail.signals import AnymailInboundEvent, AnymailTrackingEvent, EventType, inbound, tracking
from anymail.utils import get_request_basic_auth
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from notifications.inbound.handing import raw_of
from notifications.inbound.receiving import HEAD, receive
from notifications.inbound.tracking import note_track, track_of
from portal.forms.posted import read_posted

WRAPPING = 2  # base64 and JSON make a mail larger: what is read beyond its limit
HOOKS = {pattern.name.removesuffix("_webhook"): pattern.callback for pattern in anymail_urls.urlpatterns}
logger = logging.getLogger(__name__)


def secrets() -> list[str]:
    """Each "user:password" that opens the webhooks; none where none is set."""
    told = settings.ANYMAIL.get("WEBHOOK_SECRET", [])
    return [one for one in ([told] if isinstance(told, str) else told) if one]


# A provider posts without a cookie. What the secret permits is to hand over, and no more.
@csrf_exempt
@require_http_methods(["HEAD", "POST"])
def mail_hook(request: HttpRequest, provider: str, kind: str) -> HttpResponse:
    """200 where it is kept; 401 without the secret, 403 with a wrong signature, 503 to try again."""
    # Mailgun posts the whole mail only where the address says "mime".
    hook = HOOKS.get(f"{provider}_{kind.removesuffix('_mime')}")
    if hook is None or provider not in settings.MAIL_HOOKS:
        raise Http404
    if not secrets():
        return _word("This address is closed: MAIL_HOOK_SECRET is not set.", 503)
    if not _brings_the_secret(request):
        return _word("User and password are missing or wrong.", 401, {"WWW-Authenticate": 'Basic realm="mail"'})
    limit = settings.MAX_MAIL_BYTES * WRAPPING
    if not read_posted(request, limit):
        return _word(f"More than {limit // 2**20} MB are not taken.", 413)
    return _handed_over(request, hook, provider)


def _handed_over(request: HttpRequest, hook, provider: str) -> HttpResponse:
    try:
        return hook(request)
    except AnymailWebhookValidationFailure as error:
        logger.warning("%s webhook refused: %s", provider, error)
        return _word("The signature is missing or wrong.", 403)
    except (AnymailConfigurationError, ImproperlyConfigured, ImportError) as error:
        logger.error("%s webhook is not set up: %s", provider, error)
        return _word("This webhook is not set up; the portal's log says what is missing.", 503)
    except (DatabaseError, OSError):
        logger.exception("%s webhook: it could not be kept", provider)
        return _word("It could not be kept now.", 503)
    except (AnymailError, ValueError, LookupError, TypeError, AttributeError):
        logger.exception("%s webhook: the request could not be read", provider)
        return _word("This request could not be read.", 400)


@receiver(inbound, dispatch_uid="portal.mail_hooks")
def take_in(event: AnymailInboundEvent, esp_name: str, **_more) -> None:
    """Keeps the mail; the sweep does with it what is to be done."""
    if event.event_type != EventType.INBOUND or event.message is None:
        return
    raw = raw_of(event, esp_name.lower())
    kept = raw[:HEAD] if len(raw) > settings.MAX_MAIL_BYTES else raw
    receive(kept, source=esp_name.lower(), at=timezone.now(), size=len(raw))


@receiver(tracking, dispatch_uid="portal.mail_hooks")
def take_note(event: AnymailTrackingEvent, esp_name: str, **_more) -> None:
    track = track_of(event)
    if track and not note_track(track, timezone.now()):
        logger.info("%s tells of a mail that is none of ours", esp_name)


def _brings_the_secret(request: HttpRequest) -> bool:
    brought = get_request_basic_auth(request) or ""
    return any(constant_time_compare(brought, one) for one in secrets())


def _word(text: str, status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain", headers=headers)
