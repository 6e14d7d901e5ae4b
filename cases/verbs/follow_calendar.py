"""A calendar has a new version: running cases follow it, with an event where a due instant moves (R9)."""

from datetime import datetime

from cases.changing import changing
from cases.models import Case
from cases.reckoning import reckon_again


def follow_calendar(case: Case, *, at: datetime) -> bool:
    """Reckons the case on the newest calendars; says whether one of its due instants moved."""
    with changing(case, by=None, at=at) as change:
        before = len(change.events)
        reckon_again(change)
        moved = len(change.events) > before
        change.case.save()
        return moved
