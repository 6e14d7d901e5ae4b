"""Moments of the demo data: weekdays, wall time and open time before loading, and steps after one another."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.demo.moments import Moment, Place, Unclear, opened_before, read_amount, read_start, read_step, weekday
from slas.calendars import CalendarDefinition
from slas.clock import Clock
from slas.drafting import draft
from slas.terms import Words

BERLIN = ZoneInfo("Europe/Berlin")
SUNDAY = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        (date(2026, 11, 18), 0, date(2026, 11, 18)),
        (date(2026, 11, 18), -1, date(2026, 11, 17)),
        (date(2026, 11, 16), -1, date(2026, 11, 13)),
        (date(2026, 11, 22), 0, date(2026, 11, 20)),
        (date(2026, 11, 22), -1, date(2026, 11, 19)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
        (date(2026, 11, 18), 5, date(2026, 11, 25)),
    ],
)
def test_weekdays_are_counted_over_the_weekend(day, number, expected):
    assert weekday(day, number) == expected


def test_different_numbers_of_weekdays_never_fall_on_one_day():
    for offset in range(14):
        day = date(2026, 11, 16) + timedelta(days=offset)
        days = [weekday(day, -number) for number in range(25)]
        assert days == sorted(set(days), reverse=True)


def test_amounts_add_up():
    assert read_amount("1d 2h 5m") == timedelta(days=1, hours=2, minutes=5)


@pytest.mark.parametrize("given", ["", "5", "an hour", "5 m"])
def test_what_is_no_amount_is_refused(given):
    with pytest.raises(Unclear):
        read_amount(given)


@pytest.mark.parametrize("given", [{"days": 1, "at": "10:00"}, {"days": -1}, "yesterday", {}])
def test_a_case_is_received_before_loading(given):
    with pytest.raises(Unclear):
        read_start(given)


def test_a_step_needs_a_moment():
    with pytest.raises(Unclear):
        read_step({"say": "ines", "text": "Hello"})


@pytest.fixture(scope="module")
def emea():
    definition = CalendarDefinition(
        code="emea",
        zone="Europe/Berlin",
        hours=(((480, 1020),),) * 5 + ((),) * 2,
        name=Words("EMEA", "EMEA"),
    )
    return Clock(draft(definition, 2025, 2027))


def test_times_of_day_are_the_partners(emea):
    place = Place(SUNDAY, BERLIN, emea)
    moment = Moment("loading", days=-1, at=time(15, 5))
    assert place.reckon(moment, None) == datetime(2026, 11, 19, 14, 5, tzinfo=UTC)


def test_a_step_is_never_before_the_one_before_it(emea):
    place = Place(SUNDAY, BERLIN, emea)
    before = SUNDAY - timedelta(minutes=5)
    assert place.reckon(Moment("loading", wall=timedelta(hours=1)), before) == before


def test_open_time_goes_back_over_the_weekend(emea):
    friday = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    assert opened_before(emea, SUNDAY, timedelta(hours=6, minutes=30)) == friday
