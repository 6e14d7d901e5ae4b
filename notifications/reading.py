"""Reading the bell."""

from datetime import datetime

from notifications.models import Delivery
from tenants.models import Membership


def mark_read(membership: Membership, *, at: datetime, case=None) -> int:
    """Marks the lines of a membership's bell as read, all or those of one case; returns how many were unread."""
    lines = Delivery.objects.bell_of(membership).unread()
    if case is not None:
        lines = lines.filter(case=case)
    return lines.update(read_at=at)
