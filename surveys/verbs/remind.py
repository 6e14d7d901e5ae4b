"""The contact is asked once more, and never again."""

from datetime import datetime

from surveys.models import Survey
from tenants.outbox import announce


def remind(survey: Survey, *, at: datetime) -> bool:
    """Announces the reminder of a survey whose row is locked. False where it takes no answers any more."""
    wanted = survey.takes_answers(at) and survey.answered_at is None
    survey.remind_at = None
    if wanted:
        survey.reminded_at = at
        announce("survey.reminded", survey, at)
    survey.save(update_fields=["remind_at", "reminded_at"])
    return wanted
