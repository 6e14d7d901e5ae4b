"""How pages name a case's events to their readers, so that nobody can count the ones that are not for them.

Positions in the log also count what is internal: a gap between two would tell a partner that a note was written.
"""

from django.utils.crypto import salted_hmac

from cases.models import Audience, Case, CaseEvent
from tenants.models import Membership

LENGTH = 12


def anchor_of(event: CaseEvent) -> str:
    """The id of an event's place on its case's page; the same for every reader, and in no order."""
    mark = salted_hmac("cases.anchors", f"{event.case_id} {event.position}", algorithm="sha256").hexdigest()
    return f"event-{mark[:LENGTH]}"


def position_seen(case: Case, seen: int, reader: Membership) -> int:
    """The log's position of the `seen`-th event that this reader may see, 0 for none: what a composer sends back is
    a count. Asked on the vendor's side, too, where the scope shows everything.
    """
    if seen < 1:
        return 0
    events = CaseEvent.objects.filter(case=case, audience__in=_readable(reader)).order_by("position")
    positions = list(events.values_list("position", flat=True)[:seen])
    return positions[-1] if positions else 0


def _readable(reader: Membership) -> list[str]:
    if reader.is_vendor_side:
        return [*Audience.values]
    return [Audience.CUSTOMER] if reader.customer_id else [Audience.PARTNER, Audience.CUSTOMER]
