"""What became of a mail that was leased, and writing it down while the lease is ours."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from notifications.inbound.bouncing import count_bounce, is_dead
from notifications.mail.refusals import GIVE_UP, LONGEST, PAUSES, Refusal, pause_away
from notifications.models import Delivery, State

# Attempts that end are fewer; the others were leased by senders that were killed.
MOST = 3 * len(PAUSES)
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ending:
    """`fields` is what its row shall hold. taken: the mail server has it. away: the others need not be tried now.

    dead: the words and the aware UTC instant of an answer that there is no such address.
    """

    delivery: Delivery
    fields: dict[str, Any]
    taken: bool = False
    away: bool = False
    dead: tuple[str, datetime] | None = field(default=None)

    def write(self) -> None:
        """Runs on the vendor's side. Who was too slow, and lost the lease, does not overwrite what the next one did."""
        ours = Delivery.objects.filter(pk=self.delivery.pk, lease=self.delivery.lease)
        if ours.update(lease=None, **self.fields) and self.dead:
            count_bounce(self.delivery.membership, *self.dead)


def given_up(delivery: Delivery) -> Ending | None:
    """Where its sender died of it, or was killed, time and again: no lease runs out more often than that."""
    if delivery.attempts <= MOST:
        return None
    words = f"It was begun {delivery.attempts} times and never ended: whoever sends it dies of it"
    return Ending(delivery, {"state": State.FAILED, "trouble": words, "send_at": None})


def sent(delivery: Delivery, now: datetime, posted_as: str) -> Ending:
    """posted_as: a provider's own id of the mail; "" by SMTP."""
    fields = {"state": State.SENT, "trouble": "", "send_at": None, "sent_at": now, "posted_as": posted_as}
    return Ending(delivery, fields, taken=True)


def dropped(delivery: Delivery, reason: str) -> Ending:
    return Ending(delivery, {"state": State.DROPPED, "trouble": reason, "send_at": None})


def unwritten(delivery: Delivery, error: Exception) -> Ending:
    """A template that cannot be rendered, say: this mail waits for who mends it, the others go."""
    logger.error("The mail of delivery %s cannot be written", delivery.pk, exc_info=error)
    words = f"It could not be written: {error}"[:LONGEST]
    return Ending(delivery, {"state": State.FAILED, "trouble": words, "send_at": None})


def refused(delivery: Delivery, refusal: Refusal, now: datetime) -> Ending:
    """Put back for a later attempt, or failed for good."""
    if refusal.server and not refusal.unsure and now - delivery.at < GIVE_UP:
        return _later(delivery, refusal, now + pause_away(), attempts=delivery.attempts - 1)
    gone = refusal.server and not refusal.unsure
    if refusal.for_good or gone or delivery.attempts > len(PAUSES):
        logger.warning("Delivery %s failed: %s", delivery.pk, refusal.words)
        dead = (refusal.words, now) if is_dead(refusal.words) else None
        fields = {"state": State.FAILED, "trouble": refusal.words, "send_at": None}
        return Ending(delivery, fields, away=refusal.server, dead=dead)
    return _later(delivery, refusal, now + PAUSES[delivery.attempts - 1])


def _later(delivery: Delivery, refusal: Refusal, at: datetime, **fields: Any) -> Ending:
    fields |= {"state": State.WAITING, "trouble": refusal.words, "send_at": at}
    return Ending(delivery, fields, away=refusal.server)
