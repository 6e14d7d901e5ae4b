"""Business time of a case's calendar, for what a survey brings about."""

import logging
from datetime import datetime

from cases.models import Case
from slas.clock import HorizonError
from slas.models import ServiceCalendar
from slas.terms import Amount
from slas.versions import clock_of, newest_calendar

logger = logging.getLogger(__name__)


def due_after(case: Case, at: datetime, amount: Amount) -> datetime:
    """So much business time after the aware UTC instant `at`.

    Where the calendar does not reach so far it is due at once: an answer must not be lost for want of a calendar,
    and what is due at once is seen.
    """
    try:
        return clock_of(newest_calendar(case.vendor_id, case.calendar, at)).due(at, amount)
    except (HorizonError, ServiceCalendar.DoesNotExist) as error:
        logger.warning("Case %s: due at once, because %s", case.pk, error)
        return at
