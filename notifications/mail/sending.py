"""Sends due mails: leased and committed first, sent outside of any transaction, marked after.

A process that is killed between sending and marking leaves one mail whose lease runs out: it is sent again, under
the same Message-ID. That is the only mail that may come twice, because SMTP knows no transaction.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.message import EmailMessage

from notifications.inbound.bouncing import count_bounce, is_dead
from notifications.mail.composing import NotToSend, compose
from notifications.mail.providers import marked, posted_as, read_answer, read_api_refusal
from notifications.mail.refusals import GIVE_UP, LONGEST, PAUSES, Refusal, pause_away, read_refusal
from notifications.models import Delivery, State
from tenants.scope import working
from tenants.sweeps import vendors_with

TURN = 20  # mails of one vendor before it is another one's turn
logger = logging.getLogger(__name__)


class Post:
    """One conversation with the mail server for many mails; it is opened at the first one."""

    def __init__(self) -> None:
        self._connection = get_connection()

    def send(self, mail: EmailMessage) -> Refusal | None:
        """None when the server took it."""
        try:
            self._connection.open()
            taken = self._connection.send_messages([marked(mail)])
        except AnymailError as error:
            self.close()
            return read_api_refusal(error)
        except Exception as error:
            self.close()
            return read_refusal(error)
        return read_answer(mail) if taken else Refusal("The mail server took no recipient")

    def close(self) -> None:
        try:
            self._connection.close()
        except Exception as error:
            logger.info("The mail server did not say good-bye (%s)", error)


def lease() -> timedelta:
    """Longer than a conversation with a mail server whose every answer comes just before the timeout."""
    return timedelta(seconds=12 * settings.EMAIL_TIMEOUT)


def sweep_mails(clock: Callable[[], datetime], *, seconds: float) -> int:
    """Sends what is due, every vendor in its turn, for about so many seconds; returns how many mails were taken.

    `clock` gives the aware UTC instant of now: a round takes long, and a lease has to be true. A server that cannot
    be reached ends the round; the next sweep tries again.
    """
    post, sent, latest = Post(), 0, time.monotonic() + seconds
    try:
        while vendors := vendors_with(Delivery.objects.due(clock())):
            for vendor in vendors:
                for _turn in range(TURN):
                    if time.monotonic() > latest:
                        return sent
                    outcome = send_next(vendor, clock(), post)
                    if outcome is None:
                        break
                    if isinstance(outcome, Refusal) and outcome.server:
                        return sent
                    sent += outcome is True
        return sent
    finally:
        post.close()


def send_next(vendor: int, now: datetime, post: Post) -> bool | Refusal | None:
    """The vendor's next due mail: True when it was taken, False when it was not to be sent, the refusal when the
    server would not have it; None when none is due.
    """
    delivery = claim(vendor, now)
    if delivery is None:
        return None
    try:
        mail = compose(delivery)
    except Exception as error:
        # A template that cannot be rendered, say: this mail waits for who mends it, the others go.
        logger.exception("The mail of delivery %s of vendor %s cannot be written", delivery.pk, vendor)
        _mark(delivery, state=State.FAILED, trouble=f"It could not be written: {error}"[:LONGEST], send_at=None)
        return False
    if isinstance(mail, NotToSend):
        _mark(delivery, state=State.DROPPED, trouble=mail.reason, send_at=None)
        return False
    refusal = post.send(mail)
    if refusal is None:
        _mark(delivery, state=State.SENT, trouble="", send_at=None, sent_at=now, posted_as=posted_as(mail))
        return True
    _put_back(delivery, refusal, now)
    return refusal


def claim(vendor: int, now: datetime) -> Delivery | None:
    """Leases the longest due mail of a vendor, and commits: nobody else takes it until the lease runs out."""
    with working(vendor):
        delivery = Delivery.objects.due(now).select_for_update(of=("self",), skip_locked=True).first()
        if delivery is None:
            return None
        delivery.state, delivery.lease, delivery.send_at = State.SENDING, uuid4(), now + lease()
        delivery.attempts += 1
        delivery.save(update_fields=["state", "lease", "send_at", "attempts"])
    delivery.send_at = now  # for the letter: when it is written
    return delivery


def _put_back(delivery: Delivery, refusal: Refusal, now: datetime) -> None:
    if refusal.server and now - delivery.at < GIVE_UP:
        later = now + pause_away()
        _mark(delivery, state=State.WAITING, trouble=refusal.words, send_at=later, attempts=delivery.attempts - 1)
    elif refusal.for_good or refusal.server or delivery.attempts > len(PAUSES):
        logger.warning("Delivery %s failed: %s", delivery.pk, refusal.words)
        if is_dead(refusal.words):
            with working(delivery.vendor_id):
                count_bounce(delivery.membership, refusal.words, now)
        _mark(delivery, state=State.FAILED, trouble=refusal.words, send_at=None)
    else:
        later = now + PAUSES[delivery.attempts - 1]
        _mark(delivery, state=State.WAITING, trouble=refusal.words, send_at=later)


def _mark(delivery: Delivery, **fields) -> None:
    """Only while the lease is ours: who was too slow must not overwrite what the next one did."""
    with working(delivery.vendor_id):
        Delivery.objects.filter(pk=delivery.pk, lease=delivery.lease).update(lease=None, **fields)
