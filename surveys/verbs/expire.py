"""The time to answer is over."""

from datetime import datetime

from surveys.models import State, Survey


def expire(survey: Survey, *, at: datetime) -> bool:
    """Ends an open survey, whose row is locked; `at` is when the sweep came, the end itself stands in expires_at."""
    survey.state, survey.remind_at = State.EXPIRED, None
    survey.save(update_fields=["state", "remind_at"])
    return True
