"""A mail of ours that came back: its delivery fails visibly, and an address that bounces for ever gets no more."""

import re
from datetime import datetime, timedelta

from notifications.inbound.incoming import Bounce
from notifications.inbound.outcomes import Outcome, ignored
from notifications.mail.addresses import read_message_id
from notifications.models import DeadAddress, Delivery, Inbound, Reason, State
from notifications.models.inbound import APART, HARD_BOUNCES
from tenants.models import Membership
from tenants.scope import working
from tenants.tokens import BadToken

FORGOTTEN = timedelta(days=90)  # what came back so long ago says nothing about the address of today
_DEAD = re.compile(r"\b5\.(1\.\d+|2\.1)\b")  # no such address, or it is closed (RFC 3463)


def note_bounce(bounce: Bounce, now: datetime) -> Outcome:
    """Assigns a report to the delivery that it speaks of, by the Message-ID that we signed."""
    try:
        bearer = read_message_id(bounce.message_id)
    except BadToken:
        return ignored(Reason.AUTOMATIC)
    with working(bearer.vendor):
        rows = Delivery.objects.select_related("membership").select_for_update(of=("self",))
        delivery = rows.filter(pk=bearer.thing, membership=bearer.membership).first()
        if delivery is None:
            return ignored(Reason.AUTOMATIC, vendor=bearer.vendor)
        if bounce.for_good:
            take_back(delivery, bounce.words, now)
        reason = Reason.BOUNCED if bounce.for_good else Reason.DELAYED
        return Outcome(
            Inbound.FILED, reason, bearer.vendor, delivery.membership, delivery.case, delivery, trouble=bounce.words
        )


def take_back(delivery: Delivery, words: str, now: datetime) -> None:
    """The delivery has failed, and its recipient's bounces are one more; nothing where that is known. On the vendor's
    side, with the delivery's row locked.
    """
    if delivery.state == State.FAILED:
        return
    trouble = f"It came back: {words}"[:400]
    Delivery.objects.filter(pk=delivery.pk).update(state=State.FAILED, trouble=trouble, send_at=None, lease=None)
    count_bounce(delivery.membership, words, now)


def stop(membership: Membership, words: str, now: datetime) -> None:
    """No mail goes to this person any more: they called one spam, or ended them. Runs on the vendor's side.

    Whoever sends on is soon taken for a sender of spam by everybody's provider.
    """
    row, _fresh = DeadAddress.objects.select_for_update().get_or_create(
        vendor_id=membership.vendor_id, membership=membership, defaults={"last_at": now}
    )
    if row.stopped_at is None:
        row.last_at, row.words, row.stopped_at = now, words[:400], now
        row.save()


def is_dead(words: str) -> bool:
    """Whether a mail server's answer says that there is no such address."""
    return bool(_DEAD.search(words))


def count_bounce(membership: Membership, words: str, now: datetime) -> None:
    """Counts a hard bounce at the aware UTC instant `now`; the third one, each some time apart, stops the mails.

    Runs on the vendor's side.
    """
    row, fresh = DeadAddress.objects.select_for_update().get_or_create(
        vendor_id=membership.vendor_id,
        membership=membership,
        defaults={"last_at": now, "bounces": 1, "words": words[:400]},
    )
    if fresh or now - row.last_at < APART:
        return
    row.bounces = 1 if now - row.last_at > FORGOTTEN else row.bounces + 1
    row.last_at, row.words = now, words[:400]
    if row.bounces >= HARD_BOUNCES and row.stopped_at is None:
        row.stopped_at = now
    row.save()


def start_again(row: DeadAddress) -> None:
    """An administrator says that the address works: mails go to it again. Runs on the vendor's side."""
    row.delete()
