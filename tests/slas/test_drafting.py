"""A calendar version holds everything that its definition means, with the reasons for what is closed."""

from datetime import date

from slas.calendars import CalendarDefinition, Dated, Holidays, as_json, from_json
from slas.drafting import Offset, draft, horizon_years
from slas.public_holidays import Holiday, holidays_of
from slas.terms import Why, Words
from tests.slas.desks import berlin, utc, vendor

TEAM_DAY = Words("Team day", "Teamtag")
PARTY = Words("Summer party", "Sommerfest")


def emea(**more) -> CalendarDefinition:
    week = (((480, 1020),),) * 5 + ((),) * 2
    return CalendarDefinition("emea", Words("EMEA", "EMEA"), "Europe/Berlin", week, Holidays("DE"), **more)


def seconds(at) -> int:
    return int(at.timestamp())


def test_a_week_becomes_five_utc_intervals_that_move_with_the_clock():
    drafted = draft(emea(), 2026, 2026)
    found = [pair for pair in zip(drafted.starts, drafted.ends, strict=True) if pair[0] > seconds(utc(3, 26))][:3]
    assert found == [
        (seconds(utc(3, 26, 7)), seconds(utc(3, 26, 16))),
        (seconds(utc(3, 27, 7)), seconds(utc(3, 27, 16))),
        (seconds(utc(3, 30, 6)), seconds(utc(3, 30, 15))),
    ]


def test_days_that_touch_at_midnight_are_one_interval():
    round_the_clock = ((0, 1440),)
    week = (round_the_clock,) * 5 + ((),) * 2
    drafted = draft(CalendarDefinition("24x5", TEAM_DAY, "America/Los_Angeles", week), 2026, 2026)
    assert {(end - start) // 3600 for start, end in zip(drafted.starts, drafted.ends, strict=True)} == {48, 96, 120}


def test_the_horizon_is_two_years_back_and_three_ahead_in_whole_local_years():
    assert horizon_years(2026) == (2024, 2029)
    drafted = draft(emea(), 2024, 2029)
    assert drafted.horizon == (seconds(berlin(1, 1, year=2024)), seconds(berlin(1, 1, year=2030)))


def test_the_offsets_of_the_zone_are_kept():
    assert draft(emea(), 2026, 2026).offsets == (
        Offset(seconds(berlin(1, 1)), 3600),
        Offset(seconds(utc(3, 29, 1)), 7200),
        Offset(seconds(utc(10, 25, 1)), 3600),
    )


def test_german_holidays_have_both_names():
    assert holidays_of(Holidays("DE"), 2026, 2026) == (
        Holiday(date(2026, 1, 1), Words("New Year's Day", "Neujahr")),
        Holiday(date(2026, 4, 3), Words("Good Friday", "Karfreitag")),
        Holiday(date(2026, 4, 6), Words("Easter Monday", "Ostermontag")),
        Holiday(date(2026, 5, 1), Words("Labor Day", "Erster Mai")),
        Holiday(date(2026, 5, 14), Words("Ascension Day", "Christi Himmelfahrt")),
        Holiday(date(2026, 5, 25), Words("Pentecost Monday", "Pfingstmontag")),
        Holiday(date(2026, 10, 3), Words("German Unity Day", "Tag der Deutschen Einheit")),
        Holiday(date(2026, 12, 25), Words("Christmas Day", "Erster Weihnachtstag")),
        Holiday(date(2026, 12, 26), Words("Second Day of Christmas", "Zweiter Weihnachtstag")),
    )


def test_every_holiday_of_the_three_vendors_has_a_german_name():
    for slug in ("revalize", "velixo", "caret"):
        for definition in vendor(slug).calendars:
            for holiday in holidays_of(definition.holidays, 2024, 2029):
                assert holiday.name.de, holiday
                same = holiday.name.de == holiday.name.en
                assert not same, f"{holiday.name.en} has no German name"


def test_a_subdivision_adds_its_own_holidays():
    nationwide = {holiday.day for holiday in holidays_of(Holidays("DE"), 2026, 2026)}
    bavaria = {holiday.day for holiday in holidays_of(Holidays("DE", "BY"), 2026, 2026)}
    assert bavaria - nationwide == {date(2026, 1, 6), date(2026, 6, 4), date(2026, 11, 1)}


def test_a_holiday_marks_its_whole_day_and_one_on_a_weekend_marks_nothing():
    marks = {mark.start: mark for mark in draft(emea(), 2026, 2026).marks}
    good_friday = marks[seconds(berlin(4, 3))]
    assert (good_friday.end, good_friday.why, good_friday.name.de) == (seconds(berlin(4, 4)), Why.HOLIDAY, "Karfreitag")
    assert seconds(berlin(10, 3)) not in marks


def test_a_closure_marks_what_it_takes_and_a_whole_day_if_it_takes_all():
    closures = (
        Dated(date(2026, 4, 7), date(2026, 4, 7), 480, 600, TEAM_DAY),
        Dated(date(2026, 7, 16), date(2026, 7, 20), 0, 1440, PARTY),
    )
    drafted = draft(emea(closures=closures), 2026, 2026)
    found = [(mark.start, mark.end, mark.name) for mark in drafted.marks if mark.why is Why.CLOSURE]
    assert found == [
        (seconds(berlin(4, 7, 8)), seconds(berlin(4, 7, 10)), TEAM_DAY),
        (seconds(berlin(7, 16)), seconds(berlin(7, 18)), PARTY),
        (seconds(berlin(7, 20)), seconds(berlin(7, 21)), PARTY),
    ]
    assert not any(seconds(berlin(7, 16)) <= start < seconds(berlin(7, 21)) for start in drafted.starts)


def test_a_calendar_that_holidays_do_not_close_still_lists_them():
    drafted = draft(vendor("caret").calendars[1], 2026, 2026)
    assert drafted.definition.code == "weekdays-24x5"
    assert date(2026, 11, 26) in {holiday.day for holiday in drafted.holidays}
    assert drafted.marks == ()


def test_a_definition_survives_json():
    closures = (Dated(date(2026, 4, 7), date(2026, 4, 8), 480, 600, TEAM_DAY),)
    definition = emea(closures=closures, openings=(Dated(date(2026, 4, 11), date(2026, 4, 11), 0, 1440, PARTY),))
    assert from_json(as_json(definition)) == definition


def test_drafting_again_gives_the_same_version():
    assert draft(emea(), 2025, 2027) == draft(emea(), 2025, 2027)
