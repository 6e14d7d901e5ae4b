"""The clock answers as counting minute by minute does, in any zone, for any calendar, from any instant."""

from datetime import timedelta

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from slas.clock import epoch, instant
from slas.terms import Amount, Unit
from tests.slas.calendars_drawn import calendars, instants
from tests.slas.oracle import OutOfWindow

SLOW = settings(max_examples=35, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def _asked(question, *args):
    """The oracle's answer; examples that lead out of its window say nothing."""
    try:
        return question(*args)
    except OutOfWindow:
        assume(False)


@SLOW
@given(calendars(), st.data())
def test_hours_end_where_counting_minutes_ends(drawn, data):
    clock, oracle = drawn
    for _ in range(4):
        start = data.draw(instants(oracle))
        seconds = data.draw(st.sampled_from([1, 1800, 3600, 7200, 28800, 32400]) | st.integers(1, 120_000))
        expected = _asked(oracle.add, start, seconds)
        assert instant(clock.add(epoch(start), seconds)) == expected


@SLOW
@given(calendars(), st.data())
def test_whole_hours_as_a_target_are_due_where_counting_ends(drawn, data):
    clock, oracle = drawn
    start, hours = data.draw(instants(oracle)), data.draw(st.integers(1, 40))
    assert clock.due(start, Amount(hours, Unit.HOURS)) == _asked(oracle.add, start, hours * 3600)


@SLOW
@given(calendars(), st.data())
def test_business_days_are_due_where_walking_the_days_leads(drawn, data):
    clock, oracle = drawn
    for _ in range(4):
        start, days = data.draw(instants(oracle)), data.draw(st.integers(1, 5))
        expected = _asked(oracle.days_due, start, days)
        assert clock.due(start, Amount(days, Unit.DAYS)) == expected
        assert clock.seconds_of(start, Amount(days, Unit.DAYS)) == _asked(oracle.measure, start, expected)


@SLOW
@given(calendars(), st.data())
def test_measuring_counts_the_same_open_seconds(drawn, data):
    clock, oracle = drawn
    for _ in range(4):
        start, end = sorted([data.draw(instants(oracle)), data.draw(instants(oracle))])
        assert clock.measure(epoch(start), epoch(end)) == _asked(oracle.measure, start, end)
        pieces = clock.open_between(epoch(start), epoch(end))
        assert sum(until - begin for begin, until in pieces) == clock.measure(epoch(start), epoch(end))


@SLOW
@given(calendars(), st.data())
def test_open_and_next_opening_agree_with_the_wall_clock(drawn, data):
    clock, oracle = drawn
    for _ in range(4):
        at = data.draw(instants(oracle))
        assert clock.is_open(epoch(at)) == oracle.is_open(at)
        assert instant(clock.next_opening(epoch(at))) == _asked(oracle.opening, at)


@SLOW
@given(calendars(), st.data())
def test_a_budget_resumed_at_its_start_ends_at_its_due_instant(drawn, data):
    clock, oracle = drawn
    start, days = data.draw(instants(oracle)), data.draw(st.integers(1, 4))
    amount = Amount(days, Unit.DAYS)
    _asked(oracle.days_due, start, days)
    seconds, at_opening = clock.budget(epoch(start), amount)
    assert clock.end(epoch(start), seconds, at_opening) == clock.due_epoch(epoch(start), amount)
    later = epoch(start + timedelta(hours=data.draw(st.integers(0, 48))))
    left = seconds - clock.measure(epoch(start), later)
    if left > 0:
        assert clock.end(later, left, at_opening) == clock.due_epoch(epoch(start), amount)
