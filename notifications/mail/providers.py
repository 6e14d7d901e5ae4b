"""Mail that goes out through a provider's API (django-anymail): how it is known again, and what a refusal means."""

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail.message import EmailMessage
from urllib3.exceptions import MaxRetryError

from notifications.mail.refusals import Refusal, one_line

# Under this name a provider gives our own Message-ID back with whatever it tells of a mail, where it can.
OURS = "portal_message"
# Not about one mail: the key is wrong, too much was sent, or the provider is broken.
_SERVER = (401, 402, 403, 407, 408, 425, 429)


def marked(mail: EmailMessage) -> EmailMessage:
    """The same mail, so that what a provider tells of it later is matched. By SMTP nothing of it goes out."""
    ours = mail.extra_headers.get("Message-ID", "")
    if ours and settings.MAIL_PROVIDER:
        mail.metadata = {OURS: ours}  # type: ignore[attr-defined]
    if ours and settings.MAIL_PROVIDER == "postmark":
        # Otherwise it sets its own Message-ID, and answers would refer to a mail that nobody knows.
        mail.extra_headers["X-PM-KeepID"] = "true"
    return mail


def posted_as(mail: EmailMessage) -> str:
    """The provider's own id of a mail that it took; "" by SMTP."""
    status = getattr(mail, "anymail_status", None)
    found = getattr(status, "message_id", None)
    # Several ids come with several recipients; a mail of ours has one.
    return str(found)[:200] if isinstance(found, str) else ""


def read_answer(mail: EmailMessage) -> Refusal | None:
    """The refusal in an answer that anymail takes for none: it reads whom the provider refused out of its words."""
    response = getattr(getattr(mail, "anymail_status", None), "esp_response", None)
    code = getattr(response, "status_code", 200)
    if not isinstance(code, int) or code < 400:
        return None
    return Refusal(one_line(f"Mail provider: {code} {getattr(response, 'text', '')}"), for_good=True)


def read_api_refusal(error: AnymailError) -> Refusal:
    """Sorts what a provider's API answered: a refused recipient or text is for good, all about the account is not."""
    if isinstance(error, AnymailAPIError) and not isinstance(error, AnymailRecipientsRefused):
        return _by_status(error.status_code, error)
    # A recipient, or what anymail itself does not take: no later attempt is another one.
    return Refusal(_words(error), for_good=True)


def _by_status(status: int | None, error: AnymailAPIError) -> Refusal:
    """4xx is about this mail, unless it is about who asks; 5xx is the provider's trouble. Without a status it was not
    reached, or did not answer to the end, and may have taken the mail.
    """
    if status is None:
        return Refusal(_words(error), server=True, unsure=not _was_not_reached(error))
    away = status >= 500 or status in _SERVER
    return Refusal(_words(error), for_good=not away, server=away)


def _was_not_reached(error: AnymailAPIError) -> bool:
    """Whether there was no connection to a provider: a request that was never made."""
    cause = error.__cause__
    return bool(cause and cause.args) and isinstance(cause.args[0], MaxRetryError)


def _words(error: AnymailError) -> str:
    """What the provider said, on one line. Not the request: it holds the key and the mail."""
    if error.response is not None:
        said = f"{error.response.status_code} {error.response.text}"
    else:
        said = str(error.args[0]) if error.args else type(error).__name__
    return one_line(f"{error.esp_name or 'Mail provider'}: {said}")
