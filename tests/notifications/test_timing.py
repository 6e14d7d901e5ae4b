"""When a mail may go, in the person's own zone: over midnight and over both clock changes."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from notifications.models import Preference
from notifications.timing import Moment, moment, next_time

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = Preference(quiet_from=time(22), quiet_to=time(7), digest_at=time(8))


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        ("2026-04-14T19:59", "2026-04-14T19:59"),  # 21:59 in Berlin
        ("2026-04-14T20:00", "2026-04-15T05:00"),  # 22:00: until seven
        ("2026-04-15T01:00", "2026-04-15T05:00"),  # after midnight
        ("2026-04-15T05:00", "2026-04-15T05:00"),  # seven is day
        ("2026-03-28T23:00", "2026-03-29T05:00"),  # the short night: seven is summer time
        ("2026-10-24T22:00", "2026-10-25T06:00"),  # the long night: seven is winter time
    ],
)
def test_quiet_hours_over_midnight(at, goes):
    assert moment(NIGHT, "at_once", utc(at), BERLIN, urgent=False) == Moment(utc(goes))


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        ("2026-10-24T21:00", "2026-10-25T00:30"),  # until half past two comes for the first time
        ("2026-10-25T00:40", "2026-10-25T00:40"),  # then the night is over
        ("2026-10-25T01:15", "2026-10-25T01:30"),  # a quarter past two comes again: not until tomorrow's half past
        ("2026-03-28T23:30", "2026-03-29T01:30"),  # half past two does not come: half past three does
        ("2026-03-29T01:10", "2026-03-29T01:10"),
    ],
)
def test_quiet_hours_that_end_in_the_hour_of_a_clock_change(at, goes):
    night = Preference(quiet_from=time(22), quiet_to=time(2, 30))
    assert moment(night, "at_once", utc(at), BERLIN, urgent=False) == Moment(utc(goes))


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        ("2026-04-14T05:59", "2026-04-14T06:00"),
        ("2026-04-14T06:00", "2026-04-15T06:00"),  # the hour itself belongs to the next digest
        ("2026-03-28T12:00", "2026-03-29T06:00"),
        ("2026-10-24T12:00", "2026-10-25T07:00"),
    ],
)
def test_the_digest_comes_at_its_hour_every_day(at, goes):
    assert moment(NIGHT, "digest", utc(at), BERLIN, urgent=False) == Moment(utc(goes), digest=True)


def test_what_is_urgent_waits_for_nothing_but_a_person_who_wants_no_mail_gets_none():
    at = utc("2026-04-15T01:00")
    assert [moment(NIGHT, how, at, BERLIN, urgent=True) for how in ("at_once", "digest", "portal")] == [
        Moment(at), Moment(at), None
    ]  # fmt: skip


def test_a_local_time_that_is_left_out_moves_forward_and_a_repeated_one_comes_once():
    assert next_time(utc("2026-03-28T12:00"), time(2, 30), BERLIN) == utc("2026-03-29T01:30")
    first = next_time(utc("2026-10-24T12:00"), time(2, 30), BERLIN)
    assert first == utc("2026-10-25T00:30")
    assert next_time(first, time(2, 30), BERLIN) == utc("2026-10-26T01:30")
