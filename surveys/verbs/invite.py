"""The contact is asked how it went."""

from datetime import datetime

from cases.models import Status
from surveys.models import State, Survey
from surveys.terms import terms_of
from tenants.outbox import announce


def invite(survey: Survey, *, at: datetime) -> bool:
    """Opens a planned survey, whose row is locked, and announces it. False where it is withdrawn instead, because
    the case was opened again or the vendor has stopped asking.
    """
    case, terms = survey.case, terms_of(survey.vendor)
    if not terms.enabled or case.status != Status.CLOSED or case.closings != survey.closing:
        survey.state, survey.withdrawn_at = State.WITHDRAWN, at
        survey.save(update_fields=["state", "withdrawn_at"])
        return False
    survey.state, survey.invited_at, survey.expires_at = State.OPEN, at, at + terms.expiry
    survey.remind_at = at + terms.reminder if terms.reminder < terms.expiry else None
    survey.save(update_fields=["state", "invited_at", "expires_at", "remind_at"])
    announce("survey.invited", survey, at)
    return True
