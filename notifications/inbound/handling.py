"""Takes each mail that waits, once: what it leads to and the mark on its row are one transaction."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError

from notifications.inbound.incoming import Incoming
from notifications.inbound.outcomes import Outcome
from notifications.inbound.parsing import parse
from notifications.inbound.routing import route
from notifications.models import Inbound, InboundMail, Reason
from tenants.scope import unscoped

MOST_ATTEMPTS = 3  # a mail that kills its worker is left for a person
DAY = timedelta(days=1)
RETRIED = (Inbound.FAILED, Inbound.REFUSED, Inbound.IGNORED)
logger = logging.getLogger(__name__)


def sweep_inbound(clock: Callable[[], datetime], *, seconds: float) -> int:
    """Handles what waits for about so many seconds; `clock` gives the aware UTC instant of now. Returns how many.

    A mail that cannot be handled is marked so, with the reason, and holds up no other.
    """
    handled: set[int] = set()
    latest = time.monotonic() + seconds
    while time.monotonic() < latest:
        with unscoped("mails wait before their vendor is known"):
            pk = InboundMail.objects.waiting().exclude(pk__in=handled).values_list("pk", flat=True).first()
        if pk is None:
            break
        handled.add(pk)
        handle(pk, clock())
    return len(handled)


def handle(pk: int, now: datetime) -> None:
    """One mail, at the aware UTC instant `now`; nothing where another hand is at it or was."""
    if not _begin(pk, now):
        return
    try:
        with unscoped("a mail is handled before its vendor is known"):
            mail = InboundMail.objects.waiting().select_for_update(skip_locked=True).filter(pk=pk).first()
            if mail is not None:
                incoming = parse(_bytes(mail))
                _mark(mail, incoming, route(incoming, mail, now), now)
    except (InterfaceError, OperationalError):
        raise  # the database is away: that is no fault of this mail
    except Exception as error:
        logger.exception("Incoming mail %s cannot be handled", pk)
        _fail(pk, f"{type(error).__name__}: {error}", now)


def retry(mail: InboundMail) -> bool:
    """A person wants it tried again; False where its bytes are no longer kept, or it is filed. On the vendor's side."""
    again = InboundMail.objects.filter(pk=mail.pk, state__in=RETRIED).exclude(raw="")
    return bool(again.update(state=Inbound.RECEIVED, reason=Reason.NONE, trouble="", attempts=0, handled_at=None))


def _begin(pk: int, now: datetime) -> bool:
    """Counts the attempt and commits it first, so that a mail that ends its process is known by it."""
    with unscoped("a mail is handled before its vendor is known"):
        mail = InboundMail.objects.waiting().select_for_update(skip_locked=True).filter(pk=pk).first()
        if mail is None:
            return False
        mail.attempts += 1
        mail.save(update_fields=["attempts"])
        if mail.attempts <= MOST_ATTEMPTS:
            return True
    _fail(pk, "It was begun three times and never ended", now)
    return False


def _bytes(mail: InboundMail) -> bytes:
    with mail.raw.open("rb") as file:
        return file.read()


def _mark(mail: InboundMail, incoming: Incoming, outcome: Outcome, now: datetime) -> None:
    mail.state, mail.reason, mail.trouble = outcome.state, outcome.reason, outcome.trouble[:400]
    mail.vendor_id, mail.membership, mail.handled_at = outcome.vendor, outcome.membership, now
    mail.case, mail.delivery = outcome.case, outcome.delivery
    # One word of a kind is enough: a mail that is tried again, or given to a vendor, is refused in silence.
    told = mail.answered_at is not None and outcome.state == Inbound.REFUSED
    if outcome.answer and not (incoming.automatic or incoming.bulk or told) and _may_answer(mail, now):
        mail.answer_at = now
    mail.save()


def _may_answer(mail: InboundMail, now: datetime) -> bool:
    """Two machines that refuse each other must come to an end: so many refusals a day and sender, and no more."""
    if mail.state == Inbound.FILED:
        return True
    lately = InboundMail.objects.of_sender_since(mail.sender, now - DAY).filter(state=Inbound.REFUSED)
    told = lately.exclude(pk=mail.pk).exclude(answer_at=None, answered_at=None).count()
    return told < settings.REFUSALS_PER_DAY


def _fail(pk: int, trouble: str, now: datetime) -> None:
    with unscoped("a mail is handled before its vendor is known"):
        InboundMail.objects.filter(pk=pk, state=Inbound.RECEIVED).update(
            state=Inbound.FAILED, reason=Reason.ERROR, trouble=trouble[:400], handled_at=now
        )
