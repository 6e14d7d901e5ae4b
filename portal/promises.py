"""Targets and amounts of a policy in words, in the reader's language."""

from django.utils.translation import gettext, ngettext

from portal.hours import hours_in_words, knows_no_night
from slas.calendars import CalendarDefinition
from slas.terms import Amount, Unit


def amount_in_words(amount: Amount, calendar: CalendarDefinition | None) -> str:
    """ "2 business hours", "30 minutes", "3 business days"; on a calendar that knows no night "2 hours (Monday to
    Friday, 24 hours a day)". None stands for the business hours of whichever region it is.
    """
    if calendar and knows_no_night(calendar.hours):
        return f"{_around_the_clock(amount)} ({hours_in_words(calendar.hours)})"
    number = amount.number
    match amount.unit:
        case Unit.MINUTES:
            words = ngettext("%(number)d minute", "%(number)d minutes", number)
        case Unit.HOURS:
            words = ngettext("%(number)d business hour", "%(number)d business hours", number)
        case Unit.DAYS:
            words = ngettext("%(number)d business day", "%(number)d business days", number)
    return words % {"number": number}


def _around_the_clock(amount: Amount) -> str:
    number = amount.number
    match amount.unit:
        case Unit.MINUTES:
            words = ngettext("%(number)d minute", "%(number)d minutes", number)
        case Unit.HOURS:
            words = ngettext("%(number)d hour", "%(number)d hours", number)
        case Unit.DAYS:
            words = ngettext("%(number)d day", "%(number)d days", number)
    return words % {"number": number}


def promise_in_words(amount: Amount, calendar: CalendarDefinition | None) -> str:
    """ "under 2 business hours": from the due instant on it is late."""
    return gettext("under %(amount)s") % {"amount": amount_in_words(amount, calendar)}
