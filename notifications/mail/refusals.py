"""What a mail server's answer means for a delivery: try again later, or never."""

import re
import smtplib
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

# Growing pauses between attempts, about two and a half days together; after the last one a delivery has failed.
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60, 24 * 60)]
# A server that is away is nothing that a mail can help: no attempt is counted, and all go soon after it is back.
GIVE_UP = timedelta(days=3)
LONGEST = 400  # characters kept of what a server said
_CLOSING = 421  # "service not available, closing": whatever it answers
_TOO_LARGE = 552


@dataclass(frozen=True)
class Refusal:
    """`for_good`: no later attempt can help. `server`: it is not about this mail, the others need not be tried now.

    unsure: it may have been taken nevertheless, so each attempt counts, or it would come every few seconds.
    """

    words: str
    for_good: bool = False
    server: bool = False
    unsure: bool = False


def pause_away() -> timedelta:
    """How long a mail waits whose server could not be reached: three of the timeouts that finding out may take."""
    return timedelta(seconds=3 * settings.EMAIL_TIMEOUT)


def read_away(error: Exception) -> Refusal:
    """What was raised before there was a conversation: no mail was handed over."""
    if isinstance(error, smtplib.SMTPResponseException):
        return Refusal(_words(error.smtp_code, error.smtp_error), server=True)
    return Refusal(one_line(f"The mail server cannot be reached: {error}"), server=True)


def read_refusal(error: Exception) -> Refusal:
    """Sorts what sending a mail raised. 5xx to a recipient or a text is for good; what is about the portal as a sender,
    or about the server, is not.
    """
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, said = next(iter(error.recipients.values()), (550, b"refused"))
            return _about_mail(code, said)
        case smtplib.SMTPSenderRefused() if not _too_large(error):
            return Refusal(_words(error.smtp_code, error.smtp_error), server=True)
        case smtplib.SMTPSenderRefused() | smtplib.SMTPDataError():
            return _about_mail(error.smtp_code, error.smtp_error)
        case smtplib.SMTPNotSupportedError():  # an address it cannot write, say
            return Refusal(one_line(str(error)), for_good=True)
        case smtplib.SMTPException() | OSError():
            words = f"The mail server did not answer to the end: {one_line(str(error))}"
            return Refusal(words[:LONGEST], server=True, unsure=True)
    return Refusal(one_line(f"{type(error).__name__}: {error}"))


def _about_mail(code: int, said: bytes | str) -> Refusal:
    return Refusal(_words(code, said), for_good=code >= 500, server=code == _CLOSING)


def _too_large(error: smtplib.SMTPSenderRefused) -> bool:
    """Servers that are told a mail's size refuse it with the sender's line (RFC 1870)."""
    said = _words(error.smtp_code, error.smtp_error)
    return error.smtp_code == _TOO_LARGE or bool(re.match(r"5\d\d 5\.3\.4\b", said))


def _words(code: int, said: bytes | str) -> str:
    return one_line(f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}")


def one_line(text: str) -> str:
    """As much of what was said as is kept."""
    return " ".join(text.split())[:LONGEST]
