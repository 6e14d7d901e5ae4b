"""When a resolved case closes by itself."""

from datetime import datetime

from cases.models import Case
from cases.refusals import BeyondCalendar
from slas.clock import HorizonError
from slas.terms import Amount, Unit
from slas.versions import clock_of, newest_calendar


def close_due_at(case: Case, resolved_at: datetime) -> datetime:
    """The vendor's number of business days after `resolved_at`, on the region's calendar; aware, UTC.

    Raises BeyondCalendar where the calendar does not reach that far.
    """
    clock = clock_of(newest_calendar(case.vendor_id, case.calendar))
    try:
        return clock.due(resolved_at, Amount(case.vendor.close_after_business_days, Unit.DAYS))
    except HorizonError as past:
        raise BeyondCalendar from past
