"""Letters with a link for a new password: asked for by the page, sent by the sweep, and tried again while need be.

The page only writes a row: a mail server that is slow or away neither breaks nor slows it.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from django.core.mail import EmailMultiAlternatives

from notifications.mail.addresses import portal_address
from notifications.mail.post import Post
from notifications.mail.refusals import PAUSES, Refusal, pause_away
from notifications.mail.sending import lease
from notifications.models import PasswordLetter

# Who waited for longer has asked again, or remembered it.
GIVE_UP = timedelta(days=1)
logger = logging.getLogger(__name__)

# The letter for an address, ready to send; None where the portal knows nobody there.
Compose = Callable[[PasswordLetter], EmailMultiAlternatives | None]


def ask_for_letter(email: str, at: datetime) -> None:
    """Who asks twice gets one letter, for what was asked last."""
    asked = {"key": uuid4(), "asked_at": at, "send_at": at, "attempts": 0, "trouble": ""}
    PasswordLetter.objects.update_or_create(email=email.lower(), defaults=asked)


def message_id(letter: PasswordLetter) -> str:
    return f"<password-{letter.key}@{portal_address()[1]}>"


def sweep_password_letters(clock: Callable[[], datetime], compose: Compose) -> int:
    """Sends what is due; returns how many the server took. A server that is away ends the round."""
    post, sent = Post(), 0
    try:
        while letter := _claim(clock()):
            mail = _written(letter, compose)
            refusal = post.send(mail) if mail else None
            if refusal is None:
                _ours(letter).delete()
                sent += mail is not None
                continue
            _put_back(letter, refusal, clock())
            if refusal.server:
                break
    finally:
        post.close()
    return sent


def _claim(now: datetime) -> PasswordLetter | None:
    """The next one that is ours: of several senders one finds it as it was read."""
    for letter in PasswordLetter.objects.due(now)[:20]:
        as_read = _ours(letter).filter(send_at=letter.send_at)
        if as_read.update(send_at=now + lease(), attempts=letter.attempts + 1):
            letter.attempts += 1
            return letter
    return None


def _ours(letter: PasswordLetter):
    """Its row, unless somebody asked anew meanwhile."""
    return PasswordLetter.objects.filter(pk=letter.pk, key=letter.key)


def _written(letter: PasswordLetter, compose: Compose) -> EmailMultiAlternatives | None:
    if letter.attempts > len(PAUSES):
        return None
    return compose(letter)


def _put_back(letter: PasswordLetter, refusal: Refusal, now: datetime) -> None:
    away = refusal.server and not refusal.unsure
    if refusal.for_good or now - letter.asked_at > GIVE_UP:
        logger.warning("A letter for a new password is given up: %s", refusal.words)
        _ours(letter).delete()
        return
    attempts = letter.attempts - 1 if away else letter.attempts
    later = now + (pause_away() if away else PAUSES[letter.attempts - 1])
    _ours(letter).update(send_at=later, attempts=attempts, trouble=refusal.words)
