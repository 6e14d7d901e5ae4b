"""What becomes of a mail."""

from dataclasses import dataclass

from cases.models import Case
from notifications.models import Delivery, Inbound, Reason
from tenants.models import Membership


@dataclass(frozen=True)
class Outcome:
    """vendor: the id of who sees the mail among their incoming ones; answer: whether its sender is to get a word."""

    state: Inbound
    reason: Reason
    vendor: int | None = None
    membership: Membership | None = None
    case: Case | None = None
    delivery: Delivery | None = None
    answer: bool = False
    trouble: str = ""


def refused(reason: Reason, *, vendor: int | None = None, membership: Membership | None = None, **more) -> Outcome:
    """Not taken, and its sender hears why."""
    return Outcome(Inbound.REFUSED, reason, vendor, membership, answer=True, **more)


def ignored(reason: Reason, *, vendor: int | None = None, **more) -> Outcome:
    """Left aside without a word."""
    return Outcome(Inbound.IGNORED, reason, vendor, **more)
