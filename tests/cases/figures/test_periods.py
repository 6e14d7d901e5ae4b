"""Periods of the reader's own days, also where clocks change."""

from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from cases.figures.periods import Grain, Named, Period, named

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 4, 14, 22, 30, tzinfo=UTC)  # Wednesday 15 April, half past midnight, in Berlin


def days(period):
    return period.first.isoformat(), period.last.isoformat()


@pytest.mark.parametrize(
    ("name", "wanted", "before"),
    [
        (Named.FOUR_WEEKS, ("2026-03-19", "2026-04-15"), ("2026-02-19", "2026-03-18")),
        (Named.WEEK, ("2026-04-06", "2026-04-12"), ("2026-03-30", "2026-04-05")),
        (Named.MONTH, ("2026-03-01", "2026-03-31"), ("2026-02-01", "2026-02-28")),
        (Named.QUARTER, ("2026-01-01", "2026-03-31"), ("2025-10-01", "2025-12-31")),
    ],
)
def test_a_period_by_name_and_what_it_is_compared_with(name, wanted, before):
    period = named(name, NOW, BERLIN)
    assert (days(period), days(period.before)) == (wanted, before)


def test_a_week_with_a_clock_change_has_an_hour_less_and_joins_the_week_before():
    week = Period(date(2026, 3, 23), date(2026, 3, 29), BERLIN, Named.WEEK)
    assert (week.start, week.end) == (datetime(2026, 3, 22, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC))
    assert week.before.end == week.start
    assert (week.end - week.start).total_seconds() == (7 * 24 - 1) * 3600
    assert (week.before.end - week.before.start).total_seconds() == 7 * 24 * 3600


def test_where_clocks_skip_midnight_the_day_begins_with_the_change():
    beirut = ZoneInfo("Asia/Beirut")
    assert Period(date(2026, 3, 29), date(2026, 3, 29), beirut).start == datetime(2026, 3, 28, 22, tzinfo=UTC)


def test_pieces_join_without_a_gap_and_weeks_begin_on_monday():
    month = named(Named.MONTH, NOW, BERLIN)
    pieces = month.pieces()
    assert month.grain == Grain.WEEK
    assert [piece.first.day for piece in pieces] == [1, 2, 9, 16, 23, 30]
    assert all(one.end == other.start for one, other in pairwise(pieces))
    assert (pieces[0].start, pieces[-1].end) == (month.start, month.end)
    assert len(named(Named.WEEK, NOW, BERLIN).pieces()) == 7
    year = Period(date(2025, 4, 15), date(2026, 4, 14), BERLIN)
    assert year.grain == Grain.MONTH
    assert [days(piece) for piece in year.pieces()][-2:] == [("2026-03-01", "2026-03-31"), ("2026-04-01", "2026-04-14")]


@pytest.mark.parametrize(("first", "last"), [("2026-04-14", "2026-04-13"), ("2020-01-01", "2026-01-01")])
def test_a_period_that_ends_before_it_begins_or_is_too_long_is_refused(first, last):
    with pytest.raises(ValueError, match="1 to 731 days"):
        Period(date.fromisoformat(first), date.fromisoformat(last), BERLIN)
