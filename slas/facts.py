"""What happened to a case, as far as its clocks care. Instants are aware UTC datetimes."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Received:
    """The case was received, with the severity that the partner reported (R17)."""

    at: datetime
    severity: str


@dataclass(frozen=True, slots=True)
class VendorSpoke:
    """A person on the vendor's side wrote a public message. Automatic messages are no such fact."""

    at: datetime


@dataclass(frozen=True, slots=True)
class PartnerWaited:
    """From here on the case waits on the partner: clocks that can pause do."""

    at: datetime


@dataclass(frozen=True, slots=True)
class PartnerReturned:
    """The case is back with the vendor."""

    at: datetime


@dataclass(frozen=True, slots=True)
class SeverityDecided:
    """A severity was confirmed or changed; proposing one is no such fact (R26, R30)."""

    at: datetime
    severity: str


@dataclass(frozen=True, slots=True)
class Resolved:
    at: datetime


@dataclass(frozen=True, slots=True)
class Reopened:
    at: datetime


@dataclass(frozen=True, slots=True)
class Closed:
    at: datetime


Fact = Received | VendorSpoke | PartnerWaited | PartnerReturned | SeverityDecided | Resolved | Reopened | Closed
