"""What a vendor's text says, as frozen values: its policy with plans, targets and severities, its calendars,
regions and lists. slas.policy_text reads them, slas.loading and its like on other floors write them down.

Every row names the document it comes from, or is marked as an assumption.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from slas.calendars import CalendarDefinition
from slas.terms import REGIONAL, Severity, SeverityRule, Target, Targets, Words

ASSUMPTION = "assumption"


def told_source(source: str, assumption: bool) -> str:
    """How a source is shown beside its row."""
    if not assumption:
        return source
    return f"{source} ({ASSUMPTION})" if source else ASSUMPTION


@dataclass(frozen=True, slots=True)
class Plan:
    """A support plan and its rows. variant_of: the plan whose amounts it takes to another calendar."""

    code: str
    name: Words
    targets: tuple[Target, ...]
    benefits: tuple[Words, ...] = ()
    designated_users: int | None = None
    priority_queue: bool = False
    variant_of: str | None = None
    source: str = ""
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A paragraph of the policy's page."""

    code: str
    title: Words
    body: Words
    source: str = ""
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """A frozen, dated version of a vendor's table (R1). The first plan is the standard one."""

    title: Words
    revised: date
    effective_from: date
    severities: tuple[Severity, ...]
    plans: tuple[Plan, ...]
    sections: tuple[Section, ...] = ()
    severity_rule: SeverityRule = SeverityRule.FROM_DECISION
    source: str = ""
    assumption: bool = False

    @property
    def effective_at(self) -> datetime:
        """The UTC instant from which cases are received under it: midnight of effective_from."""
        return datetime(self.effective_from.year, self.effective_from.month, self.effective_from.day, tzinfo=UTC)

    @property
    def label(self) -> str:
        """How receipts name it."""
        return f"{self.title.en}, revision of {self.revised.isoformat()}"

    def severity(self, code: str) -> Severity:
        """Raises KeyError for a severity that the policy does not have."""
        return {severity.code: severity for severity in self.severities}[code]

    def plan(self, code: str | None = None) -> Plan:
        """A plan by its code, without one the standard plan. Raises KeyError."""
        return {plan.code: plan for plan in self.plans}[code] if code else self.plans[0]

    def targets(self, plan: str | None, regional_calendar: str) -> Targets:
        """A plan's rows for a region with this calendar of business hours. Raises KeyError for an unknown plan."""
        rows = {(row.kind, row.severity): _placed(row, regional_calendar) for row in self.plan(plan).targets}
        return Targets(rows, {severity.code: severity.rank for severity in self.severities})


@dataclass(frozen=True, slots=True)
class Region:
    code: str
    name: Words
    calendar: str
    source: str = ""
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class Product:
    code: str
    name: str
    versions: tuple[str, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class ListRow:
    """An entry of one of the vendor's lists; rank 1 comes first."""

    code: str
    rank: int
    label: Words
    hint: Words | None
    settings: dict[str, Any]
    source: str


@dataclass(frozen=True, slots=True)
class Setting:
    value: Any
    source: str = ""
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class VendorText:
    """All of a vendor's file. lists: by the name of the list, such as "impact"."""

    slug: str
    name: str
    accent_hue: int
    languages: tuple[str, ...]
    first_case_number: int
    policy: Policy
    calendars: tuple[CalendarDefinition, ...]
    regions: tuple[Region, ...]
    products: tuple[Product, ...]
    settings: dict[str, Setting] = field(default_factory=dict)
    lists: dict[str, tuple[ListRow, ...]] = field(default_factory=dict)
    logo: str = ""  # the name of a file beside the text
    accent_line: int = 1  # where the text says these two
    logo_line: int = 1


def _placed(target: Target, regional_calendar: str) -> Target:
    return replace(target, calendar=regional_calendar) if target.calendar == REGIONAL else target
