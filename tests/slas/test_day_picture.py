"""The picture of days, in percent of its axis, as the receipt's page draws it."""

from datetime import date, timedelta

from slas.day_picture import days
from slas.receipt import receipt
from slas.reckoning import PartnerWaited, Received, VendorSpoke, reckon
from slas.terms import Why, Words
from tests.slas.desks import berlin, clocks, vendor
from tests.slas.test_receipt import EASTER, WITH_TEAM_DAY, told

NOW = berlin(4, 7, 12, 36)


def drawn(row):
    return [(segment.fill, segment.x, segment.width) for segment in row.segments]


def easter(zone="Europe/Berlin"):
    return days(told(EASTER, until=NOW), WITH_TEAM_DAY, zone, NOW)


def test_the_axis_is_the_open_hours_with_one_more_on_each_side():
    picture = easter()
    assert picture.hours == (7, 18)
    assert picture.ticks[:3] == ((7, 0.0), (8, 9.09), (9, 18.18))


def test_the_first_day_is_open_counted_paused_and_counted_again():
    assert drawn(easter().rows[0]) == [
        ("closed", 0.0, 9.09),
        ("open", 9.09, 69.39),
        ("counted", 78.48, 2.13),
        ("paused", 80.61, 5.91),
        ("counted", 86.52, 4.39),
        ("closed", 90.91, 9.09),
    ]
    assert easter().rows[0].counted_seconds == 43 * 60


def test_holidays_have_a_row_each_and_a_weekend_one_row():
    rows = easter().rows
    assert [(row.first.day, row.last.day) for row in rows] == [(2, 2), (3, 3), (4, 5), (6, 6), (7, 7)]
    assert drawn(rows[1]) == [("holiday", 0.0, 100.0)]
    assert rows[1].note.name == Words("Good Friday", "Karfreitag")
    assert (drawn(rows[2]), rows[2].note.code) == ([("closed", 0.0, 100.0)], Why.WEEKEND)


def test_the_last_day_has_its_closure_now_what_is_ahead_and_due():
    row = easter().rows[-1]
    assert drawn(row) == [
        ("closed", 0.0, 9.09),
        ("closed", 9.09, 18.18),
        ("counted", 27.27, 23.64),
        ("ahead", 50.91, 6.21),
        ("open", 57.12, 33.79),
        ("closed", 90.91, 9.09),
    ]
    assert (row.now, row.due, row.note) == (50.91, 57.12, None)
    assert row.segments[1].reason.name == Words("Team day", "Teamtag")


def test_a_reader_elsewhere_sees_their_own_days_and_hours():
    picture = easter("Asia/Singapore")
    assert picture.hours == (13, 24)
    assert [row.first for row in picture.rows] == [date(2026, 4, n) for n in (2, 3, 4, 6, 7)]
    assert drawn(picture.rows[-1])[2] == ("counted", 27.27, 23.64)


def test_a_reader_for_whom_the_desk_works_over_midnight_sees_whole_days():
    picture = easter("Pacific/Auckland")
    assert picture.hours == (0, 24)
    assert sum(row.counted_seconds for row in picture.rows) == (4 * 60 - 41) * 60
    for row in picture.rows:
        assert abs(sum(segment.width for segment in row.segments) - 100) < 0.1


def test_a_pause_over_days_is_dotted_in_open_hours_only():
    facts = [Received(berlin(4, 13, 9), "S1"), VendorSpoke(berlin(4, 13, 10)), PartnerWaited(berlin(4, 13, 11))]
    picture = days(told(facts, until=berlin(4, 17, 12)), WITH_TEAM_DAY, "Europe/Berlin", berlin(4, 17, 12))
    assert [(row.first.day, row.last.day) for row in picture.rows] == [(13, 13), (14, 16), (17, 17)]
    assert drawn(picture.rows[1]) == [("closed", 0.0, 9.09), ("paused", 9.09, 81.82), ("closed", 90.91, 9.09)]
    assert picture.rows[1].note.code is Why.PAUSED
    assert picture.rows[0].due is None


def test_every_row_of_a_day_desk_is_filled_from_edge_to_edge():
    for received in (berlin(3, 27, 16, 30), berlin(4, 10, 18, 12), berlin(10, 23, 16, 0)):
        for severity in ("S1", "S2", "S3", "S4"):
            clock = clocks("revalize")["emea"]
            found = told([Received(received, severity)], clock)
            for row in days(found, clock, "Europe/Berlin").rows:
                assert abs(sum(segment.width for segment in row.segments) - 100) < 0.1
                for one, other in zip(row.segments, row.segments[1:], strict=False):
                    assert abs(one.x + one.width - other.x) < 0.011


def test_a_round_the_clock_desk_is_drawn_on_the_whole_day():
    caret = vendor("caret").policy.targets("premium-24x7", "business-hours")
    clock = clocks("caret")["always-24x7"]
    milestone = reckon([Received(berlin(4, 13, 23, 30), "S2")], caret, clocks("caret"))[0]
    picture = days(receipt(milestone, clock, policy="p"), clock, "Europe/Berlin")
    assert picture.hours == (0, 24)
    assert [row.first for row in picture.rows] == [date(2026, 4, 13), date(2026, 4, 13) + timedelta(days=1)]
