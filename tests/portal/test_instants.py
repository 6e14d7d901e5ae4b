"""Instants in words. It is Tuesday 7 April 2026, 12:36 in Berlin."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from portal import instants

NOW = datetime(2026, 4, 7, 10, 36, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_berlin():
    with timezone.override("Europe/Berlin"), translation.override("en"):
        yield


def at(*parts) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (at(2026, 4, 7, 11, 17), "today 13:17"),
        (at(2026, 4, 6, 22, 0), "today 00:00"),
        (at(2026, 4, 6, 21, 59), "yesterday 23:59"),
        (at(2026, 4, 8, 7, 0), "tomorrow 09:00"),
        (at(2026, 4, 13, 8, 0), "Mon 10:00"),
        (at(2026, 4, 2, 13, 38), "Thu 15:38"),
        (at(2026, 4, 14, 8, 0), "14 April, 10:00"),
        (at(2025, 12, 31, 23, 30), "1 January, 00:30"),
        (at(2025, 12, 31, 22, 30), "31 December 2025, 23:30"),
    ],
)
def test_what_binds_is_absolute_in_the_readers_zone(instant, words):
    assert instants.absolute(instant, NOW) == words


def test_what_binds_needs_no_now_to_be_written_out():
    assert instants.absolute(at(2026, 4, 7, 11, 17), None) == "7 April 2026, 13:17"


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=0), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=60), "1 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=1), "1 h ago"),
        (timedelta(hours=23, minutes=59), "23 h ago"),
        (timedelta(hours=24), "yesterday 12:36"),
        (timedelta(seconds=-1), "today 12:36"),
    ],
)
def test_what_is_fresh_is_relative_for_a_day_and_never_for_the_future(ago, words):
    assert instants.relative(NOW - ago, NOW) == words


def test_the_title_names_day_and_zone():
    assert instants.full(at(2026, 4, 7, 11, 17)) == "Tuesday 7 April 2026, 13:17 Europe/Berlin"
    with timezone.override("America/New_York"):
        assert instants.full(at(2026, 4, 7, 11, 17)) == "Tuesday 7 April 2026, 07:17 America/New_York"


def test_days_say_today_and_name_another_year():
    assert instants.day(date(2026, 4, 7), NOW) == "Today, Tuesday 7 April"
    assert instants.day(date(2026, 4, 2), NOW) == "Thursday 2 April"
    assert instants.day(date(2025, 4, 2), NOW) == "Wednesday 2 April 2025"
    assert instants.day(at(2026, 4, 6, 22, 30), NOW) == "Today, Tuesday 7 April"


def test_german_has_its_own_order_and_points():
    with translation.override("de"):
        assert instants.absolute(at(2026, 4, 14, 8, 0), NOW) == "14. April, 10:00"
        assert instants.absolute(at(2026, 4, 13, 8, 0), NOW) == "Mo. 10:00"
        assert instants.full(at(2026, 4, 7, 11, 17)) == "Dienstag, 7. April 2026, 13:17 Europe/Berlin"
        assert instants.calendar_date(date(2026, 12, 31)) == "31. Dezember 2026"
