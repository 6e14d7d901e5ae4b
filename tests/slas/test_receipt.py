"""A receipt has no holes, adds up, and says why: worked examples, and any case that chance makes up."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slas.calendars import CalendarDefinition, Dated, Holidays
from slas.clock import Clock
from slas.drafting import draft
from slas.receipt import Reason, receipt
from slas.reckoning import PartnerReturned, PartnerWaited, Received, SeverityDecided, VendorSpoke, reckon
from slas.terms import Why, Words
from tests.slas.desks import BERLIN, berlin, clocks, vendor
from tests.slas.oracle import Oracle

POLICY = "Revalize Partner Support Policy"
TARGETS = vendor("revalize").policy.targets("standard", "emea")
TEAM_DAY = Words("Team day", "Teamtag")
OFFICE = (((480, 1020),),) * 5 + ((),) * 2
WITH_TEAM_DAY = Clock(
    draft(
        CalendarDefinition(
            "emea",
            Words("EMEA", "EMEA"),
            "Europe/Berlin",
            OFFICE,
            Holidays("DE"),
            (Dated(date(2026, 4, 7), date(2026, 4, 7), 480, 600, TEAM_DAY),),
        ),
        2026,
        2026,
    )
)
EASTER = [
    Received(berlin(4, 2, 15, 5), "S1"),
    VendorSpoke(berlin(4, 2, 15, 38)),
    PartnerWaited(berlin(4, 2, 15, 52)),
    PartnerReturned(berlin(4, 2, 16, 31)),
]


def told(facts, clock=WITH_TEAM_DAY, number=-1, until=None):
    milestone = reckon(facts, TARGETS, {"emea": clock})[number]
    return receipt(milestone, clock, policy=POLICY, until=until)


def rows(found):
    return [
        (f"{i.start.astimezone(BERLIN):%d %H:%M}", f"{i.end.astimezone(BERLIN):%d %H:%M}", i.counted, i.reason.code)
        for i in found.intervals
    ]


def test_the_easter_case_is_told_interval_by_interval():
    found = told(EASTER, until=berlin(4, 7, 12, 36))
    assert rows(found) == [
        ("02 15:38", "02 15:52", True, Why.OPEN),
        ("02 15:52", "02 16:31", False, Why.PAUSED),
        ("02 16:31", "02 17:00", True, Why.OPEN),
        ("02 17:00", "03 00:00", False, Why.CLOSED),
        ("03 00:00", "04 00:00", False, Why.HOLIDAY),
        ("04 00:00", "06 00:00", False, Why.WEEKEND),
        ("06 00:00", "07 00:00", False, Why.HOLIDAY),
        ("07 00:00", "07 08:00", False, Why.CLOSED),
        ("07 08:00", "07 10:00", False, Why.CLOSURE),
        ("07 10:00", "07 12:36", True, Why.OPEN),
        ("07 12:36", "07 13:17", True, Why.AHEAD),
    ]
    assert found.counted_seconds == found.budget_seconds == 4 * 3600
    assert [i.reason.name for i in found.intervals if i.reason.name] == [
        Words("Good Friday", "Karfreitag"),
        Words("Easter Monday", "Ostermontag"),
        TEAM_DAY,
    ]
    assert (found.policy, found.row) == (POLICY, "S1, next update: 4 business hours")
    assert (found.calendar, found.zone) == ("emea", "Europe/Berlin")


def test_the_lines_for_people_put_closed_days_in_a_row_together():
    lines = told(EASTER, until=berlin(4, 7, 12, 36)).lines
    assert [(line.counted_seconds // 60, [reason.code for reason in line.reasons]) for line in lines] == [
        (14, [Why.OPEN]),
        (0, [Why.PAUSED]),
        (29, [Why.OPEN]),
        (0, [Why.HOLIDAY, Why.WEEKEND, Why.HOLIDAY]),
        (0, [Why.CLOSURE]),
        (156, [Why.OPEN]),
        (41, [Why.AHEAD]),
    ]
    assert lines[3].reasons[0] == Reason(Why.HOLIDAY, Words("Good Friday", "Karfreitag"))


def test_a_plain_night_is_told_as_closed():
    lines = told([Received(berlin(4, 13, 16), "S1")]).lines
    assert [[reason.code for reason in line.reasons] for line in lines] == [[Why.OPEN], [Why.CLOSED], [Why.OPEN]]


def test_the_preview_of_a_friday_before_the_clock_change_as_json():
    found = told([Received(berlin(3, 27, 16, 30), "S2")])
    assert found.as_json() == {
        "policy": POLICY,
        "row": "S2, initial response: 8 business hours",
        "calendar": "emea",
        "zone": "Europe/Berlin",
        "intervals": [
            {"from": "2026-03-27T15:30:00Z", "to": "2026-03-27T16:00:00Z", "counted": True, "reason": {"code": "open"}},
            {
                "from": "2026-03-27T16:00:00Z",
                "to": "2026-03-27T23:00:00Z",
                "counted": False,
                "reason": {"code": "closed"},
            },
            {
                "from": "2026-03-27T23:00:00Z",
                "to": "2026-03-29T22:00:00Z",
                "counted": False,
                "reason": {"code": "weekend"},
            },
            {
                "from": "2026-03-29T22:00:00Z",
                "to": "2026-03-30T06:00:00Z",
                "counted": False,
                "reason": {"code": "closed"},
            },
            {"from": "2026-03-30T06:00:00Z", "to": "2026-03-30T13:30:00Z", "counted": True, "reason": {"code": "open"}},
        ],
    }


def test_a_holiday_in_json_has_both_names():
    found = told([Received(berlin(4, 2, 16), "S1")]).as_json()["intervals"]
    assert found[2]["reason"] == {"code": "holiday", "name": {"en": "Good Friday", "de": "Karfreitag"}}


def test_a_met_milestone_is_told_up_to_the_word_that_met_it():
    found = told(EASTER, number=0)
    assert rows(found) == [("02 15:05", "02 15:38", True, Why.OPEN)]
    assert (found.counted_seconds, found.budget_seconds) == (33 * 60, 7200)


def test_a_late_answer_is_told_as_after():
    found = told([Received(berlin(4, 13, 9), "S1"), VendorSpoke(berlin(4, 13, 12))], number=0)
    assert rows(found) == [("13 09:00", "13 11:00", True, Why.OPEN), ("13 11:00", "13 12:00", False, Why.AFTER)]


def test_a_breached_milestone_that_is_still_open_is_told_up_to_the_present():
    found = told([Received(berlin(4, 13, 9), "S1")], until=berlin(4, 13, 12))
    assert rows(found)[-1] == ("13 11:00", "13 12:00", False, Why.AFTER)


def test_a_paused_milestone_is_told_up_to_the_present():
    found = told(EASTER[:3], until=berlin(4, 7, 12))
    assert rows(found) == [("02 15:38", "02 15:52", True, Why.OPEN), ("02 15:52", "07 12:00", False, Why.PAUSED)]
    assert (found.due_at, found.counted_seconds) == (None, 14 * 60)


def test_time_before_a_raise_that_counts_anew_is_told_so():
    found = told([Received(berlin(4, 13, 9), "S3"), SeverityDecided(berlin(4, 13, 10), "S1")])
    assert rows(found) == [
        ("13 09:00", "13 10:00", False, Why.BEFORE_DECISION),
        ("13 10:00", "13 12:00", True, Why.OPEN),
    ]


def test_a_day_target_that_ends_at_an_opening_is_told_up_to_it():
    found = told([Received(berlin(4, 10, 18, 12), "S3")])
    assert (found.counted_seconds, found.budget_seconds) == (18 * 3600, 18 * 3600)
    assert rows(found)[-1] == ("14 17:00", "15 08:00", False, Why.CLOSED)


FIRST = datetime(2026, 3, 20, tzinfo=ZoneInfo("UTC"))
DESK = clocks("revalize")["emea"]
ORACLE = Oracle("Europe/Berlin", OFFICE, "DE", [], [], FIRST, 40)
OFFSETS = st.lists(st.integers(0, 12 * 1440), min_size=1, max_size=7, unique=True).map(sorted)


@st.composite
def lives(draw):
    """A case of some severity with any pauses and severity decisions, and its last milestone."""
    severity = st.sampled_from(["S1", "S2", "S3", "S4"])
    begun, *later = (FIRST + timedelta(minutes=offset) for offset in draw(OFFSETS))
    facts = [Received(begun, draw(severity)), VendorSpoke(begun)]
    for at in later:
        kind = draw(st.sampled_from([PartnerWaited, PartnerReturned, SeverityDecided]))
        facts.append(kind(at, draw(severity)) if kind is SeverityDecided else kind(at))
    return reckon(facts, TARGETS, {"emea": DESK})[-1]


@settings(max_examples=60)
@given(lives())
def test_every_receipt_has_no_holes_adds_up_and_counts_only_open_minutes_that_are_not_paused(milestone):
    found = receipt(milestone, DESK, policy=POLICY)
    for one, other in pairwise(found.intervals):
        assert one.end == other.start
        assert (one.counted, one.reason) != (other.counted, other.reason)
    if milestone.due_at is None:
        assert found.counted_seconds <= milestone.budget_seconds
    else:
        assert (found.intervals[0].start, found.intervals[-1].end) == (milestone.started_at, milestone.due_at)
        assert found.counted_seconds == milestone.budget_seconds
    for interval in found.intervals:
        assert interval.counted == (interval.reason.code is Why.OPEN)
        if interval.reason.code is Why.PAUSED:
            assert any(p.start <= interval.start and (p.end or interval.end) >= interval.end for p in milestone.pauses)
        elif interval.reason.code is not Why.BEFORE_DECISION:
            minutes = range(0, int((interval.end - interval.start).total_seconds()), 60)
            opened = {ORACLE.is_open(interval.start + timedelta(seconds=number)) for number in minutes}
            assert opened == {interval.counted}


def test_the_reason_for_closed_time_is_found_in_any_zone():
    kathmandu = CalendarDefinition("desk", TEAM_DAY, "Asia/Kathmandu", OFFICE)
    clock = Clock(draft(kathmandu, 2026, 2026))
    start = datetime(2026, 4, 10, 16, 30, tzinfo=ZoneInfo("Asia/Kathmandu"))
    milestone = reckon([Received(start, "S1")], TARGETS, {"emea": clock})[0]
    edges = [i.start.astimezone(ZoneInfo("Asia/Kathmandu")).strftime("%a %H:%M") for i in told_on(milestone, clock)]
    assert edges == ["Fri 16:30", "Fri 17:00", "Sat 00:00", "Mon 00:00", "Mon 08:00"]


def told_on(milestone, clock):
    return receipt(milestone, clock, policy=POLICY).intervals


def test_a_receipt_past_what_the_calendar_knows_is_an_error():
    milestone = reckon([Received(berlin(4, 13, 9), "S1")], TARGETS, {"emea": DESK})[0]
    short = Clock(draft(CalendarDefinition("emea", TEAM_DAY, "Europe/Berlin", OFFICE), 2025, 2025))
    with pytest.raises(ValueError, match="known from 2025-01-01 to 2025-12-31 only"):
        receipt(milestone, short, policy=POLICY)
