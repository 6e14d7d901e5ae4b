"""An administrator has failed mails sent again."""

from datetime import datetime

from notifications.models import Channel, Delivery, State


def retry(deliveries, *, at: datetime) -> int:
    """Has the failed ones among these deliveries (a QuerySet) tried anew, from the first pause on; returns how many.

    Runs on the vendor's side. What was sent, or was not to be sent, stays as it is.
    """
    failed = deliveries.filter(channel=Channel.EMAIL, state=State.FAILED)
    return failed.update(state=State.WAITING, send_at=at, attempts=0, lease=None)


def standing() -> dict[str, int]:
    """How many mails of the vendor wait, are held for digests, and failed."""
    mails = Delivery.objects.filter(channel=Channel.EMAIL)
    return {
        "waiting": mails.filter(state__in=[State.WAITING, State.SENDING]).count(),
        "held": mails.filter(state=State.HELD).count(),
        "failed": mails.filter(state=State.FAILED).count(),
    }
