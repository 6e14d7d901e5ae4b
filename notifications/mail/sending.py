"""Sends due mails: leased and committed first, sent outside of any transaction, marked after.

A mail is marked in the transaction that leases the next one: one commit a mail. A process that is killed between
sending and marking leaves one mail whose lease runs out: it is sent again, under the same Message-ID. That is the only
mail that may come twice, because SMTP knows no transaction.
"""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import InterfaceError, OperationalError

from notifications.mail import endings
from notifications.mail.composing import NotToSend, compose
from notifications.mail.endings import Ending
from notifications.mail.post import Post
from notifications.mail.providers import posted_as
from notifications.models import Delivery, State
from tenants.scope import working
from tenants.sweeps import vendors_with

TURN = 20  # mails of one vendor before it is another one's turn


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
                turn = take_turn(vendor, clock, post, latest)
                sent += sum(ending.taken for ending in turn)
                if time.monotonic() > latest or any(ending.away for ending in turn):
                    return sent
        return sent
    finally:
        post.close()


def take_turn(vendor: int, clock: Callable[[], datetime], post: Post, latest: float) -> list[Ending]:
    """One vendor's next due mails, until the monotonic second `latest`, or until the server is away; returns what
    became of each.
    """
    waiting = next_due(vendor, clock())
    done: list[Ending] = []
    last: Ending | None = None
    try:
        while time.monotonic() <= latest and not (last and last.away):
            delivery, last = claim(vendor, waiting, clock(), last), None
            if delivery is None:
                break
            last = send(delivery, clock, post)
            done.append(last)
    finally:
        if last:
            with working(vendor):
                last.write()
    return done


def next_due(vendor: int, now: datetime) -> Iterator[Delivery]:
    """Those of a vendor's next turn, the longest due first: not ours yet, and anybody's until claim()."""
    with working(vendor):
        return iter(list(Delivery.objects.due(now)[:TURN]))


def claim(vendor: int, waiting: Iterator[Delivery], now: datetime, last: Ending | None = None) -> Delivery | None:
    """Leases the next one that is still due, and commits: nobody else takes it until the lease runs out. What became of
    the `last` one is written down with the same commit.
    """
    with working(vendor):
        if last:
            last.write()
        delivery = next((each for each in waiting if _lease(each, now)), None)
    return delivery


def _lease(delivery: Delivery, now: datetime) -> bool:
    """Whether it became ours: of several senders one finds it as it was read."""
    as_read = Delivery.objects.due(now).filter(pk=delivery.pk, attempts=delivery.attempts)
    delivery.lease, delivery.attempts = uuid4(), delivery.attempts + 1
    delivery.send_at = now  # for the letter: when it is written
    return bool(
        as_read.update(state=State.SENDING, lease=delivery.lease, send_at=now + lease(), attempts=delivery.attempts)
    )


def send(delivery: Delivery, clock: Callable[[], datetime], post: Post) -> Ending:
    """Writes a leased delivery's mail and hands it over; runs outside of any transaction."""
    if given_up := endings.given_up(delivery):
        return given_up
    try:
        mail = compose(delivery)
    except (InterfaceError, OperationalError):
        raise  # the database is away: the lease runs out, and the mail is written then
    except Exception as error:
        return endings.unwritten(delivery, error)
    if isinstance(mail, NotToSend):
        return endings.dropped(delivery, mail.reason)
    refusal = post.send(mail)
    return endings.refused(delivery, refusal, clock()) if refusal else endings.sent(delivery, clock(), posted_as(mail))
