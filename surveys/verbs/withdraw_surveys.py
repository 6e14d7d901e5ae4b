"""A case was opened again: what was to be asked about its closing is asked no more."""

from cases.models import CaseEvent, EventKind
from surveys.models import State, Survey


def withdraw_surveys(event: CaseEvent) -> int:
    """Withdraws the planned and open surveys of the closings before the reopening `event`; returns how many.

    An answer that was given stays and counts: it was about that closing. The next closing has its own survey.
    """
    closings = CaseEvent.objects.filter(case=event.case_id, kind=EventKind.CLOSED, position__lt=event.position).count()
    asked = Survey.objects.filter(case=event.case_id, closing__lte=closings, state__in=[State.PLANNED, State.OPEN])
    return asked.update(state=State.WITHDRAWN, withdrawn_at=event.at, remind_at=None)
