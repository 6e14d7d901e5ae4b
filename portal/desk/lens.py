"""What a queue shows, as its address says it: a view, filters and an order. It can be sent to a colleague."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Status
from cases.queues import CHANGED_ORDER, DUE_ORDER, POLICY_ORDER, CaseQuerySet
from portal.gates import Door
from portal.typed import is_code, is_id

LATELY = timedelta(days=14)
ORDERS = {"policy": POLICY_ORDER, "due": DUE_ORDER}


@dataclass(frozen=True)
class View:
    """A named question. `lately` views show what is over, the newest change first."""

    label: Any
    icon: str
    ask: Callable[[CaseQuerySet, Door], CaseQuerySet]
    empty: Any
    lately: bool = False


VIEWS = {
    "mine": View(
        _("Mine"),
        "user",
        lambda cases, door: cases.owned_by(door.membership),
        _("You own no open case. “No owner” shows what nobody has taken yet."),
    ),
    "unowned": View(
        _("No owner"), "inbox", lambda cases, door: cases.unowned(), _("Every open case has a Case Owner.")
    ),
    "risk": View(
        _("At risk or late"),
        "alert",
        lambda cases, door: cases.at_risk_or_late(door.now),
        _("Every target has more than a quarter of its time left."),
    ),
    "today": View(
        _("Due today"),
        "clock",
        lambda cases, door: cases.due_before(end_of_day(door.now)),
        _("Nothing more is due today."),
    ),
    "waiting": View(
        _("Waits on partner"), "pause", lambda cases, door: cases.waiting_on_partner(), _("No case waits on a partner.")
    ),
    "open": View(
        _("All open"), "list", lambda cases, door: cases.working(), _("No case is open. New ones show up here.")
    ),
    "over": View(
        _("Resolved lately"),
        "check",
        lambda cases, door: cases.filter(
            status__in=[Status.RESOLVED, Status.CLOSED], changed_at__gte=door.now - LATELY
        ),
        _("No case was resolved or closed within the last 14 days."),
        lately=True,
    ),
}
START = "open"

FILTERS = {
    "owner": _("Owner"),
    "status": _("Status"),
    "severity": _("Severity"),
    "environment": _("Environment"),
    "category": _("Category"),
    "product": _("Product"),
    "partner": _("Partner"),
    "region": _("Region"),
    "escalated": _("Escalated"),
}
_COLUMNS = {"product": "product_id", "partner": "partner_id"}


def end_of_day(now: datetime) -> datetime:
    """The next midnight of the reader's zone."""
    tomorrow = timezone.localtime(now).date() + timedelta(days=1)
    return timezone.make_aware(datetime(tomorrow.year, tomorrow.month, tomorrow.day))


@dataclass(frozen=True)
class Lens:
    """`filters` holds the set ones only: {name: value}, each a name of FILTERS."""

    view: str = START
    order: str = "policy"
    filters: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, given: QueryDict) -> "Lens":
        """What an address asks for; what it does not know is left out."""
        view = given.get("view", START)
        order = given.get("order", "policy")
        filters = {name: value for name in FILTERS if (value := given.get(name, "")) and _fits(name, value)}
        return cls(view if view in VIEWS else START, order if order in ORDERS else "policy", filters)

    @property
    def shown(self) -> View:
        return VIEWS[self.view]

    @property
    def sort(self) -> tuple[str, ...]:
        return CHANGED_ORDER if self.shown.lately else ORDERS[self.order]

    @property
    def grouped(self) -> bool:
        """Whether rows stand in groups by severity."""
        return self.sort is POLICY_ORDER

    def cases(self, door: Door, view: str | None = None) -> CaseQuerySet:
        """The cases of this view (or of another one), narrowed by the filters, in no order."""
        cases = VIEWS[view or self.view].ask(Case.objects.all(), door)
        for name, value in self.filters.items():
            cases = _narrowed(cases, name, value, door)
        return cases

    def query(self, **changes: str) -> str:
        """The address's query for this lens, "?…" without the question mark; changes come last (after=…)."""
        parts = {"view": self.view, "order": self.order, **self.filters, **changes}
        defaults = {"view": START, "order": "policy"}
        return urlencode({name: value for name, value in parts.items() if value and defaults.get(name) != value})

    def at(self, view: str) -> "Lens":
        return replace(self, view=view)

    def sorted_by(self, order: str) -> "Lens":
        return replace(self, order=order)

    def without(self, name: str) -> "Lens":
        return replace(self, filters={key: value for key, value in self.filters.items() if key != name})


def _fits(name: str, value: str) -> bool:
    if len(value) > 40:
        return False
    if name in ("product", "partner"):
        return is_id(value)
    if name == "owner":
        return value in ("me", "none") or is_id(value)
    if name == "status":
        return value in Status.values
    return value == "yes" if name == "escalated" else is_code(value)


def _narrowed(cases: CaseQuerySet, name: str, value: str, door: Door) -> CaseQuerySet:
    if name == "owner":
        if value == "none":
            return cases.filter(owner__isnull=True)
        return cases.filter(owner_id=door.membership.pk if value == "me" else int(value))
    if name == "escalated":
        return cases.filter(escalation_level__gt=0)
    return cases.filter(**{_COLUMNS.get(name, name): value})
