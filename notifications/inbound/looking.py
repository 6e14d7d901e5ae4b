"""What administrators see of incoming mail. No address of a sender (R44), and no other vendor's mail."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count

from notifications.models import DeadAddress, Inbound, InboundMail, Mailbox
from tenants.scope import unscoped


@dataclass(frozen=True)
class Standing:
    """A mailbox: `since` (aware UTC instant) and `trouble` where it cannot be read, else when it was read last."""

    name: str
    read_at: datetime | None
    behind: int
    trouble: str
    since: datetime | None


def mailboxes() -> list[Standing]:
    """The installation's mailboxes that the settings name: mail for every vendor comes in by them."""
    if not settings.MAILBOXES:
        return []
    with unscoped("administrators see whether mail comes in"):
        rows = list(Mailbox.objects.order_by("name"))
    return [Standing(row.name, row.read_at, row.behind, row.trouble, row.trouble_since) for row in rows]


def counts() -> dict[str, int]:
    """How many mails of the scope's vendor stand in each state."""
    found = dict(InboundMail.objects.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in Inbound.values}


def dead_addresses() -> list[DeadAddress]:
    """People of the scope's vendor to whom no mail is sent any more, the latest first."""
    stopped = DeadAddress.objects.filter(stopped_at__isnull=False).order_by("-stopped_at")
    return list(stopped.prefetch_related("membership__partner"))
