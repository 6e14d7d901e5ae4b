"""The words of a policy: amounts, targets and severities, as frozen values.

Wherever this floor says hours or days it means business hours and business days: open time of a calendar.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

# A target that names no calendar of its own follows the business hours of the partner's region.
REGIONAL = "regional"
# Three quarters of the counted time: from there on a milestone is at risk.
WARN_NUMERATOR, WARN_DENOMINATOR = 3, 4


class MilestoneKind(StrEnum):
    INITIAL_RESPONSE = "initial_response"
    NEXT_UPDATE = "next_update"
    RESOLUTION = "resolution"


class Unit(StrEnum):
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"


class SeverityRule(StrEnum):
    """What a decided change of severity does to milestones that run (a vendor setting)."""

    # A raise: the earlier of the old due and decision + new target. A reduction: start + new target, never earlier.
    FROM_DECISION = "from_decision"
    # A milestone keeps the target with which it started; later ones follow the confirmed severity.
    AS_STARTED = "as_started"


SECONDS = {Unit.MINUTES: 60, Unit.HOURS: 3600}


@dataclass(frozen=True, slots=True)
class Words:
    """A vendor's text in both languages."""

    en: str
    de: str

    def as_json(self) -> dict[str, str]:
        return {"en": self.en, "de": self.de}

    def say(self, language: str) -> str:
        """The text in the reader's language; English for any language but German."""
        return self.de if language.startswith("de") else self.en


@dataclass(frozen=True, slots=True)
class Amount:
    """So much business time: 2 hours, 30 minutes, 3 days."""

    number: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.number <= 0:
            raise ValueError(f"An amount of business time is greater than zero, not {self.number}")

    def __str__(self) -> str:
        unit = self.unit.value if self.number != 1 else self.unit.value[:-1]
        return f"{self.number} business {unit}"

    def as_json(self) -> dict[str, Any]:
        return {"number": self.number, "unit": self.unit.value}


@dataclass(frozen=True, slots=True)
class Target:
    """A row of a policy's table: what is due for a severity, in how much time of which calendar."""

    kind: MilestoneKind
    severity: str
    amount: Amount
    calendar: str  # a calendar's code, or REGIONAL until the region is known
    source: str = ""
    assumption: bool = False

    @property
    def row(self) -> str:
        """How receipts name the row: "S2, initial response: 8 business hours"."""
        return f"{self.severity}, {self.kind.value.replace('_', ' ')}: {self.amount}"


@dataclass(frozen=True, slots=True)
class Severity:
    """A row of the severity scale (R25, C8). Rank 1 is the worst."""

    code: str
    rank: int
    name: Words
    definition: Words
    production_only: bool = False
    source: str = ""
    assumption: bool = False


@dataclass(frozen=True)
class Targets:
    """One plan's rows, with the region's calendar filled in, and the ranks of the severities."""

    rows: Mapping[tuple[MilestoneKind, str], Target]
    ranks: Mapping[str, int] = field(default_factory=dict)

    def __call__(self, kind: MilestoneKind, severity: str) -> Target | None:
        return self.rows.get((kind, severity))

    def rank(self, severity: str) -> int:
        """1 is the worst. Raises KeyError for a severity that the policy does not have."""
        return self.ranks[severity]

    @property
    def calendars(self) -> frozenset[str]:
        """The codes of the calendars that these targets are counted on."""
        return frozenset(target.calendar for target in self.rows.values())


class Why(StrEnum):
    """Why an interval of a receipt counts or does not."""

    OPEN = "open"  # counts
    AHEAD = "ahead"  # counts, and is still to come
    CLOSED = "closed"  # outside the hours of a working day
    WEEKEND = "weekend"  # a weekday on which the calendar never opens
    HOLIDAY = "holiday"
    CLOSURE = "closure"  # the vendor's own, with its reason (R9)
    PAUSED = "paused"  # the case waited on the partner
    BEFORE_DECISION = "before_decision"  # the count began anew when a raise was decided
    AFTER = "after"  # from the due instant on
