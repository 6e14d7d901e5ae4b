"""What a partner would be promised if a case were received at an instant: reckoned, never guessed."""

from dataclasses import dataclass
from datetime import datetime

from cases.terms import Terms, clocks_for
from slas.clock import Clock
from slas.milestones import Milestone
from slas.receipt import Receipt, receipt
from slas.reckoning import Received, reckon
from slas.terms import MilestoneKind
from slas.versions import table_of


@dataclass(frozen=True)
class Forecast:
    """The initial response of a case that does not exist yet; the clock is that of the target's calendar."""

    milestone: Milestone
    clock: Clock
    receipt: Receipt

    @property
    def due_at(self) -> datetime:
        """An aware UTC instant; an initial response never pauses, so there always is one."""
        assert self.milestone.due_at is not None
        return self.milestone.due_at


def forecast(terms: Terms, severity: str, at: datetime) -> Forecast | None:
    """The initial response of a case of this severity, received at the aware UTC instant `at`.

    None where the plan has no such target for the severity. Raises KeyError for a severity that the policy does
    not have, and slas.clock.HorizonError past what the newest calendar version covers.
    """
    targets = terms.targets
    targets.rank(severity)
    clocks, _ = clocks_for(terms.policy.vendor_id, targets)
    reckoned = reckon([Received(at, severity)], targets, clocks)
    found = next((row for row in reckoned if row.kind is MilestoneKind.INITIAL_RESPONSE), None)
    if found is None:
        return None
    clock = clocks[found.calendar]
    return Forecast(found, clock, receipt(found, clock, policy=table_of(terms.policy).label, until=at))
