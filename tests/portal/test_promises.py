"""Amounts in the words of their calendar (C9 to C12)."""

import pytest
from django.utils import translation

from portal.promises import amount_in_words, promise_in_words
from slas.calendars import MIDNIGHT, CalendarDefinition
from slas.terms import Amount, Unit, Words

ALWAYS = ((0, MIDNIGHT),)
OFFICE = ((8 * 60, 17 * 60),)


def calendar(*hours):
    return CalendarDefinition("any", Words("Any", "Irgendeiner"), "America/Los_Angeles", hours)


WEEKDAYS = calendar(*[ALWAYS] * 5, (), ())
ROUND = calendar(*[ALWAYS] * 7)
DESK = calendar(*[OFFICE] * 5, (), ())


@pytest.mark.parametrize(
    ("amount", "hours", "english", "german"),
    [
        (Amount(2, Unit.HOURS), DESK, "2 business hours", "2 Geschäftsstunden"),
        (Amount(2, Unit.HOURS), None, "2 business hours", "2 Geschäftsstunden"),
        (Amount(3, Unit.DAYS), DESK, "3 business days", "3 Arbeitstage"),
        (
            Amount(30, Unit.MINUTES), WEEKDAYS,
            "30 minutes (Monday to Friday, 24 hours a day)", "30 Minuten (Montag bis Freitag, 24 Stunden am Tag)",
        ),
        (Amount(1, Unit.HOURS), ROUND, "1 hour (every day, 24 hours a day)", "1 Stunde (täglich, 24 Stunden am Tag)"),
        (Amount(2, Unit.DAYS), ROUND, "2 days (every day, 24 hours a day)", "2 Tage (täglich, 24 Stunden am Tag)"),
    ],
)  # fmt: skip
def test_an_amount_says_which_hours_it_means(amount, hours, english, german):
    assert amount_in_words(amount, hours) == english
    with translation.override("de"):
        assert amount_in_words(amount, hours) == german


def test_a_promise_is_below_its_amount():
    assert promise_in_words(Amount(2, Unit.HOURS), WEEKDAYS) == "under 2 hours (Monday to Friday, 24 hours a day)"
