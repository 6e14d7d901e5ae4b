"""Service calendars are extended before their horizon comes near, and the running cases follow."""

from datetime import UTC, datetime

import pytest

from cases.models import Milestone
from cases.refusals import BeyondCalendar
from cases.sweeping import sweep_calendars
from cases.verifying import differences
from slas.models import CalendarVersion
from slas.versions import clock_of
from tenants.scope import unscoped, working
from tests.cast import submitted

# The cast's calendars are drafted in 2026 and end with 2029.
LONG_ENOUGH = datetime(2028, 12, 31, tzinfo=UTC)
SHORT = datetime(2029, 2, 1, 9, tzinfo=UTC)


def versions(vendor, code):
    with working(vendor):
        rows = CalendarVersion.objects.filter(calendar__code=code).order_by("number")
        return [(row.number, row.horizon_from.year, row.horizon_to.year) for row in rows]


def calendar_numbers(case):
    with working(case.vendor_id):
        rows = Milestone.objects.filter(case=case).values_list("calendar_version__number", flat=True)
        return set(rows)


def test_a_calendar_with_more_than_a_year_left_stays(cast):
    assert sweep_calendars(LONG_ENOUGH) == 0
    assert len(versions(cast.revalize.vendor, "emea")) == 1


def test_a_calendar_with_less_than_a_year_left_gets_its_next_version_once(cast):
    before = versions(cast.revalize.vendor, "emea")
    sweep_calendars(SHORT)
    sweep_calendars(SHORT)
    # Years begin at midnight in Berlin, that is in UTC the year before.
    assert versions(cast.revalize.vendor, "emea") == [*before, (2, 2026, 2032)]
    assert versions(cast.velixo.vendor, "europe")[-1][0] == 2


def test_what_both_versions_know_they_answer_alike(cast):
    sweep_calendars(SHORT)
    with working(cast.revalize.vendor):
        old, new = (clock_of(row) for row in CalendarVersion.objects.filter(calendar__code="emea").order_by("number"))
    start, end = new.horizon[0], old.horizon[1]
    assert new.open_between(start, end) == old.open_between(start, end)


def test_running_cases_follow_where_the_new_version_reaches_back_to_them(cast):
    early, late = submitted(cast.nordwind), submitted(cast.nordwind, at=LONG_ENOUGH)
    assert sweep_calendars(SHORT) == 1
    assert (calendar_numbers(early), calendar_numbers(late)) == ({1}, {2})
    with working(cast.revalize.vendor):
        assert [*differences(early), *differences(late)] == []
    assert sweep_calendars(SHORT) == 0


def test_without_any_sweep_a_verb_past_the_horizon_is_refused_and_after_it_works(cast):
    past = datetime(2030, 1, 8, 9, tzinfo=UTC)
    with pytest.raises(BeyondCalendar, match=r"The service calendar does not reach that far; tell support\."):
        submitted(cast.nordwind, at=past)
    sweep_calendars(past)
    assert submitted(cast.nordwind, at=past).number == 10001


def test_every_vendor_is_visited(cast):
    sweep_calendars(SHORT)
    with unscoped("tests look at every vendor"):
        newest = CalendarVersion.objects.order_by("calendar", "-number").distinct("calendar")
        assert {row.horizon_to.year for row in newest} <= {2032, 2033}
