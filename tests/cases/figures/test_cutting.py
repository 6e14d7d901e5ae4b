"""Spans as months, days and rims: what is added and taken off covers each instant of a span once, and no other."""

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.figures.cutting import cut, end_at, month_after
from cases.figures.periods import Period

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati", "Pacific/Chatham"]


def midnight(day):
    return datetime.combine(day, time(), UTC)


def covered(parts, number, at):
    """How often an instant is counted for a span."""
    day = at.astimezone(UTC).date()
    found = sum(sign for no, month, sign in parts.months if no == number and month == day.replace(day=1))
    found += sum(sign for no, one, sign in parts.days if no == number and one == day)
    return found + sum(
        sign for no, one, start, past, sign in parts.rims if no == number and one == day and start <= at < past
    )


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("summed", [None, date(2026, 1, 1), date(2026, 10, 1)])
def test_every_instant_of_a_span_counts_once(zone, summed):
    chance = random.Random(zone)
    firsts = [date(2025, 11, 1) + timedelta(days=chance.randrange(300)) for _ in range(25)]
    periods = [
        Period(first, first + timedelta(days=chance.choice([0, 6, 27, 90, 200])), ZoneInfo(zone)) for first in firsts
    ]
    parts = cut([(period.start, period.end) for period in periods], summed)
    for number, period in enumerate(periods):
        second = timedelta(seconds=1)
        tried = [period.start, period.end - second, period.start - second, period.end]
        tried += [period.start + chance.uniform(-0.5, 1.5) * (period.end - period.start) for _ in range(20)]
        tried += [midnight(day) + shift for day in (period.first, period.last) for shift in (timedelta(), -second)]
        for at in tried:
            assert covered(parts, number, at) == (period.start <= at < period.end), (period, at)
        # Nothing of an open month is asked of the months.
        assert all(month < summed for _no, month, _sign in parts.months) if summed else parts.months == []


def test_a_long_span_is_a_handful_of_parts():
    period = Period(date(2024, 10, 17), date(2026, 9, 16), ZoneInfo("Europe/Berlin"))
    parts = cut([(period.start, period.end)], date(2026, 10, 1))
    assert (len(parts.months), len(parts.days), len(parts.rims)) == (23, 29, 2)
    assert sum((past - start for _no, _day, start, past, _sign in parts.rims), timedelta()) == timedelta(hours=4)


@pytest.mark.parametrize("summed", [None, date(2026, 3, 1), date(2026, 6, 1)])
def test_all_that_was_before_an_instant(summed):
    """A month up to which all counts, days to add or to take off, and a rim."""
    for hours in range(0, 24 * 70, 5):
        at = datetime(2026, 3, 20, tzinfo=UTC) + timedelta(hours=hours)
        end = end_at(at, summed)
        assert abs(midnight(end.day) - at) <= timedelta(hours=12)
        reached = midnight(end.day) + sum(((past - start) * sign for _d, start, past, sign in end.rims), timedelta())
        assert reached == at
        assert end.month == (date.min if summed is None else min(end.month, summed))


def test_the_month_after():
    assert [month_after(date(2026, 1, 31)), month_after(date(2026, 12, 1))] == [date(2026, 2, 1), date(2027, 1, 1)]
