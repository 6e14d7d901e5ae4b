"""A calendar has a new version: running cases follow it, with an event where a due instant moves (R9)."""

from datetime import datetime

from cases.changing import changing
from cases.models import Case, EventKind


def follow_calendar(case: Case, *, at: datetime, claimed: bool = False) -> bool:
    """Reckons the case on the newest calendars; says whether one of its due instants moved.

    Every verb does that before its own act (cases.changing): this one has none.
    """
    with changing(case, by=None, at=at, claimed=claimed) as change:
        return any(event.kind == EventKind.DUE_MOVED for event in change.events)
