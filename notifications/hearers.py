"""Who hears of an announcement, why, and in which channels. Each subject of announcements has its teller."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cases.models import Case, CaseEvent
from notifications.models import Channel, Why
from tenants.models import Announcement, Membership

EVERYWHERE = frozenset(Channel)


@dataclass(frozen=True)
class Hearer:
    """One recipient. `channels` are those that fit; a person's preference may take the mail away."""

    membership: Membership
    why: Why
    channels: frozenset[Channel] = EVERYWHERE


@dataclass(frozen=True)
class Telling:
    """What an announcement comes to. urgent: waits for neither digest nor quiet hours. asked: its hearer chose it and
    its hour, so no other preference stands in its way.
    """

    hearers: Iterable[Hearer]
    urgent: bool = False
    asked: bool = False
    case: Case | None = None
    event: CaseEvent | None = None


Teller = Callable[[Announcement], Telling]
