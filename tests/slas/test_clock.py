"""The clock in worked examples: each is an answer that somebody can check on a wall calendar."""

from datetime import date, datetime, timedelta

import pytest

from slas.calendars import CalendarDefinition, Dated, Holidays
from slas.clock import Clock, HorizonError, NaiveInstantError, epoch, instant
from slas.drafting import draft
from slas.terms import Amount, Unit, Words
from tests.slas.desks import LOS_ANGELES, NEW_YORK, berlin, clocks, days, hours, minutes, utc

WHY = Words("why", "warum")
OFFICE, SPLIT, ROUND = ((480, 1020),), ((480, 720), (780, 1020)), ((0, 1440),)


def clock_of(week, zone="Europe/Berlin", country=None, closures=(), openings=(), years=(2026, 2027)) -> Clock:
    holidays = Holidays(country) if country else None
    definition = CalendarDefinition("desk", WHY, zone, week, holidays, tuple(closures), tuple(openings))
    return Clock(draft(definition, *years))


def weekly(spans) -> tuple:
    return (spans,) * 5 + ((),) * 2


EMEA = clocks("revalize")["emea"]


@pytest.mark.parametrize(
    ("received", "amount", "due"),
    [
        (berlin(3, 27, 16, 30), hours(8), utc(3, 30, 13, 30)),  # S2 over the night in which the clock moves
        (berlin(4, 10, 18, 12), hours(2), berlin(4, 13, 10, 0)),  # S1 after closing on Friday
        (berlin(4, 10, 18, 12), hours(8), berlin(4, 13, 16, 0)),
        (berlin(4, 10, 18, 12), days(2), berlin(4, 15, 8, 0)),  # S3: received as if on Monday at opening
        (berlin(4, 10, 18, 12), days(3), berlin(4, 16, 8, 0)),  # S4
        (berlin(4, 13, 15, 0), hours(2), berlin(4, 13, 17, 0)),  # ends exactly at closing: due at closing
        (berlin(4, 10, 15, 0), hours(2), berlin(4, 10, 17, 0)),  # also on Friday
        (berlin(4, 10, 15, 0), hours(11), berlin(4, 13, 17, 0)),
        (berlin(4, 2, 16, 0), hours(2), berlin(4, 7, 9, 0)),  # over Good Friday and Easter Monday
        (berlin(4, 2, 10, 0), days(1), berlin(4, 7, 10, 0)),
        (berlin(4, 13, 17, 0), hours(1), berlin(4, 14, 9, 0)),  # received at closing: closed already
        (berlin(4, 13, 8, 0), hours(9), berlin(4, 13, 17, 0)),
        (berlin(4, 13, 16, 59), minutes(1), berlin(4, 13, 17, 0)),
        (berlin(4, 13, 16, 59), minutes(2), berlin(4, 14, 8, 1)),
        (berlin(4, 11, 12, 0), days(3), berlin(4, 16, 8, 0)),  # Saturday counts as Monday at opening
        (berlin(10, 23, 16, 0), hours(2), utc(10, 26, 8, 0)),  # the clock moves back over this weekend
        (berlin(12, 24, 16, 0), hours(2), berlin(12, 28, 9, 0)),
    ],
)
def test_the_emea_desk_is_due(received, amount, due):
    assert EMEA.due(received, amount) == due


@pytest.mark.parametrize(
    ("received", "amount", "due"),
    [
        (datetime(2026, 7, 2, 17, 0, tzinfo=NEW_YORK), hours(2), datetime(2026, 7, 6, 9, 0, tzinfo=NEW_YORK)),
        (datetime(2026, 3, 6, 17, 30, tzinfo=NEW_YORK), hours(1), datetime(2026, 3, 9, 8, 30, tzinfo=NEW_YORK)),
        (datetime(2026, 11, 25, 12, 0, tzinfo=NEW_YORK), days(1), datetime(2026, 11, 27, 12, 0, tzinfo=NEW_YORK)),
    ],
)
def test_the_americas_desk_closes_on_federal_holidays(received, amount, due):
    assert clocks("revalize")["americas"].due(received, amount) == due


def test_two_hours_around_the_clock_end_at_midnight_on_friday_and_go_on_on_monday():
    desk = clocks("caret")["weekdays-24x5"]
    assert desk.due(datetime(2026, 4, 10, 22, 0, tzinfo=LOS_ANGELES), hours(2)) == datetime(
        2026, 4, 11, 0, 0, tzinfo=LOS_ANGELES
    )
    assert desk.due(datetime(2026, 4, 10, 23, 0, tzinfo=LOS_ANGELES), hours(2)) == datetime(
        2026, 4, 13, 1, 0, tzinfo=LOS_ANGELES
    )


def test_a_holiday_closes_the_business_hours_and_leaves_24x5_open():
    labour_day = datetime(2026, 9, 7, 9, 0, tzinfo=LOS_ANGELES)
    caret = clocks("caret")
    assert caret["weekdays-24x5"].due(labour_day, minutes(30)) == labour_day + timedelta(minutes=30)
    assert caret["business-hours"].due(labour_day, hours(4)) == datetime(2026, 9, 8, 10, 0, tzinfo=LOS_ANGELES)


def test_24x7_counts_real_hours_through_both_clock_changes():
    desk = clocks("caret")["always-24x7"]
    for start in (datetime(2026, 3, 7, 20, 0, tzinfo=LOS_ANGELES), datetime(2026, 10, 31, 20, 0, tzinfo=LOS_ANGELES)):
        assert epoch(desk.due(start, hours(24))) - epoch(start) == 24 * 3600


@pytest.mark.parametrize(
    ("received", "number", "due"),
    [
        (berlin(4, 13, 9, 15), 1, berlin(4, 14, 9, 15)),  # same local time
        (berlin(3, 27, 9, 15), 1, berlin(3, 30, 9, 15)),  # also over a clock change
        (berlin(4, 13, 12, 30), 1, berlin(4, 14, 13, 0)),  # received in the lunch break, which is the opening at 13:00
        (berlin(4, 13, 17, 30), 2, berlin(4, 16, 8, 0)),
    ],
)
def test_business_days_on_a_desk_with_a_lunch_break(received, number, due):
    assert clock_of(weekly(SPLIT)).due(received, days(number)) == due


def test_a_day_target_that_meets_a_break_of_another_day_is_due_when_that_break_ends():
    week = (OFFICE, SPLIT, SPLIT, SPLIT, SPLIT, (), ())
    assert clock_of(week).due(berlin(4, 13, 12, 30), days(1)) == berlin(4, 14, 13, 0)
    assert clock_of(week).due(berlin(4, 13, 12, 0), days(1)) == berlin(4, 14, 13, 0)
    assert clock_of(week).due(berlin(4, 13, 11, 59), days(1)) == berlin(4, 14, 11, 59)


def test_a_day_target_after_that_days_closing_is_due_at_its_closing():
    week = (OFFICE, ((480, 840),), OFFICE, OFFICE, OFFICE, (), ())
    assert clock_of(week).due(berlin(4, 13, 16, 0), days(1)) == berlin(4, 14, 14, 0)


def test_a_day_target_before_that_days_opening_is_due_at_its_opening():
    week = (OFFICE, ((600, 1020),), OFFICE, OFFICE, OFFICE, (), ())
    assert clock_of(week).due(berlin(4, 13, 8, 30), days(1)) == berlin(4, 14, 10, 0)


def test_a_day_with_any_open_minute_is_a_business_day():
    opening = Dated(date(2026, 4, 11), date(2026, 4, 11), 600, 601, WHY)
    assert clock_of(weekly(OFFICE), openings=[opening]).due(berlin(4, 10, 9, 0), days(1)) == berlin(4, 11, 10, 0)


def test_a_local_time_that_does_not_exist_moves_forward_and_one_that_repeats_takes_the_first():
    desk = clock_of((ROUND,) * 7)
    assert desk.due(berlin(3, 28, 2, 30), days(1)) == utc(3, 29, 1, 30)  # 03:30 in Berlin
    assert desk.due(berlin(10, 24, 2, 30), days(1)) == utc(10, 25, 0, 30)  # 02:30 for the first time


def test_a_day_target_becomes_the_open_seconds_up_to_its_due_instant():
    assert EMEA.seconds_of(berlin(4, 13, 9, 0), days(2)) == 18 * 3600
    assert EMEA.seconds_of(berlin(4, 2, 15, 0), days(1)) == 9 * 3600
    assert EMEA.seconds_of(berlin(4, 10, 18, 12), hours(8)) == 8 * 3600


def test_own_closures_and_openings_move_the_due_instant():
    team_day = Dated(date(2026, 4, 7), date(2026, 4, 7), 480, 600, WHY)
    saturday = Dated(date(2026, 4, 11), date(2026, 4, 11), 540, 720, WHY)
    good_friday = Dated(date(2026, 4, 3), date(2026, 4, 3), 600, 660, WHY)
    desk = clock_of(weekly(OFFICE), country="DE", closures=[team_day], openings=[saturday, good_friday])
    assert desk.due(berlin(4, 2, 16, 30), hours(1)) == berlin(4, 3, 10, 30)  # open for an hour on the holiday
    assert desk.due(berlin(4, 3, 11, 0), hours(1)) == berlin(4, 7, 11, 0)
    assert desk.due(berlin(4, 10, 16, 30), hours(1)) == berlin(4, 11, 9, 30)


def test_an_hour_that_the_clock_repeats_is_open_twice_and_one_it_skips_not_at_all():
    night = clock_of((((120, 180),),) * 7)
    assert night.measure(epoch(berlin(10, 25, 0, 0)), epoch(berlin(10, 25, 12, 0))) == 2 * 3600
    assert night.measure(epoch(berlin(3, 29, 0, 0)), epoch(berlin(3, 29, 12, 0))) == 0


def test_open_and_closed_are_half_open():
    assert not EMEA.is_open(epoch(berlin(4, 13, 7, 59)))
    assert EMEA.is_open(epoch(berlin(4, 13, 8, 0)))
    assert not EMEA.is_open(epoch(berlin(4, 13, 17, 0)))
    assert EMEA.next_opening(epoch(berlin(4, 10, 17, 0))) == epoch(berlin(4, 13, 8, 0))
    assert EMEA.next_opening(epoch(berlin(4, 13, 9, 0))) == epoch(berlin(4, 13, 9, 0))


def test_a_datetime_without_a_zone_is_refused():
    with pytest.raises(NaiveInstantError, match="2026-04-13T09:00:00 has no zone"):
        EMEA.due(datetime(2026, 4, 13, 9, 0), hours(1))
    with pytest.raises(NaiveInstantError):
        EMEA.seconds_of(datetime(2026, 4, 13, 9, 0), days(1))


@pytest.mark.parametrize("amount", [hours(2), days(1)])
@pytest.mark.parametrize("received", [utc(12, 31, 15, 30, year=2029), utc(1, 2, year=2030), utc(12, 31, year=2023)])
def test_past_the_horizon_is_an_error_and_not_a_guess(received, amount):
    with pytest.raises(HorizonError, match="emea is known from 2024-01-01 to 2029-12-31 only"):
        EMEA.due(received, amount)


def test_the_last_open_second_before_the_horizon_still_counts():
    assert EMEA.due(berlin(12, 31, 16, 0, year=2029), hours(1)) == berlin(12, 31, 17, 0, year=2029)


def test_measuring_past_the_horizon_is_an_error():
    with pytest.raises(HorizonError):
        EMEA.measure(epoch(utc(12, 30, year=2029)), epoch(utc(6, 1, year=2030)))


def test_parts_of_a_second_are_cut_off():
    assert EMEA.due(berlin(4, 13, 9, 0) + timedelta(milliseconds=900), hours(1)) == berlin(4, 13, 10, 0)


def test_an_amount_is_greater_than_zero():
    for number in (0, -1):
        with pytest.raises(ValueError, match="greater than zero"):
            Amount(number, Unit.HOURS)
    with pytest.raises(ValueError, match="cannot be added"):
        EMEA.add(epoch(berlin(4, 13, 9, 0)), -1)


def test_answers_are_aware_and_in_utc():
    due = EMEA.due(berlin(4, 13, 9, 0), hours(1))
    assert due.utcoffset() == timedelta(0)
    assert due == instant(epoch(due))
