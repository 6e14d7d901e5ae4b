"""What a mail server's answer means for a delivery: try again later, or never."""

import smtplib
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

# Growing pauses between attempts, about two and a half days together; after the last one a delivery has failed.
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60, 24 * 60)]
# A server that is away is nothing that a mail can help: no attempt is counted, and all go soon after it is back.
GIVE_UP = timedelta(days=3)
LONGEST = 400  # characters kept of what a server said


@dataclass(frozen=True)
class Refusal:
    """`for_good`: no later attempt can help. `server`: it is not about this mail, the others need not be tried now."""

    words: str
    for_good: bool = False
    server: bool = False


def pause_away() -> timedelta:
    """How long a mail waits whose server could not be reached: three of the timeouts that finding out may take."""
    return timedelta(seconds=3 * settings.EMAIL_TIMEOUT)


def read_refusal(error: Exception) -> Refusal:
    """Sorts what sending a mail raised. 5xx to a recipient or a text is for good, all about the connection is not."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, said = next(iter(error.recipients.values()), (550, b"refused"))
            return Refusal(_words(code, said), for_good=code >= 500)
        case smtplib.SMTPSenderRefused() | smtplib.SMTPDataError():
            return Refusal(_words(error.smtp_code, error.smtp_error), for_good=error.smtp_code >= 500)
        case smtplib.SMTPAuthenticationError():
            return Refusal(_words(error.smtp_code, error.smtp_error), server=True)
        case smtplib.SMTPException() | OSError():
            return Refusal(f"The mail server cannot be reached: {error}"[:LONGEST], server=True)
    return Refusal(f"{type(error).__name__}: {error}"[:LONGEST])


def _words(code: int, said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(text.split())}"[:LONGEST]
