"""A calendar that changes for days gone by: the figures of the cases that it concerns follow with the next sweep."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from cases.figures.rebuilding import differences
from cases.figures.stale import changed, mark_stale
from cases.figures.sweeping import sweep_figures
from cases.models.figures import CaseFigure, FiguresDue, What
from cases.verbs.resolve import resolve
from slas.calendars import Dated, from_json
from slas.loading import draft_version
from slas.models import CalendarVersion
from slas.terms import Words
from slas.versions import clock_of
from tenants.scope import working
from tests.cast import TUESDAY, submitted

DAY = timedelta(days=1)


def closed_on(cast, day):
    """A version of Nordwind's calendar with a day off."""
    with working(cast.revalize.vendor):
        newest = CalendarVersion.objects.filter(calendar__code="emea").order_by("-number")[0]
        definition = from_json(newest.definition)
        closure = Dated(day, day, 0, 1440, Words("Day off", "Freier Tag"))
        assert draft_version(cast.revalize.vendor, replace(definition, closures=(closure,)), at=TUESDAY + 9 * DAY)
        mark_stale(["emea"], at=TUESDAY + 9 * DAY)


def resolved_after_two_days(cast):
    case = submitted(cast.nordwind, at=TUESDAY)
    with working(cast.revalize.vendor):
        resolve(case, by=cast.revalize.agent, at=TUESDAY + 2 * DAY)
    sweep_figures()
    return case


def open_time(case):
    with working(case.vendor_id):
        return CaseFigure.objects.get(case=case, what=What.RESOLVED).open_vendor


def test_a_day_that_is_closed_afterwards_counts_no_more(cast):
    case, later = resolved_after_two_days(cast), submitted(cast.nordwind, at=TUESDAY + 5 * DAY)
    sweep_figures()
    before = open_time(case)
    closed_on(cast, date(2026, 4, 15))
    with working(cast.revalize.vendor):
        assert set(FiguresDue.objects.values_list("case", flat=True)) >= {case.pk}
        # It was received after that day.
        assert not FiguresDue.objects.filter(case=later, at=TUESDAY + 9 * DAY).exists()
    sweep_figures()
    assert before - open_time(case) == 9 * 3600
    assert list(differences(cast.revalize.vendor.pk)) == []


def test_a_day_to_come_marks_nothing(cast):
    resolved_after_two_days(cast)
    closed_on(cast, date(2026, 12, 15))
    with working(cast.revalize.vendor):
        assert not FiguresDue.objects.exists()


def test_two_versions_differ_from_the_first_hour_to_the_last(cast):
    with working(cast.revalize.vendor):
        old = clock_of(CalendarVersion.objects.get(calendar__code="emea"))
    assert changed(old, old) is None
    closed_on(cast, date(2026, 4, 15))
    with working(cast.revalize.vendor):
        new = clock_of(CalendarVersion.objects.filter(calendar__code="emea").order_by("-number")[0])
    span = changed(old, new)
    assert span is not None
    assert [datetime.fromtimestamp(second, UTC).hour for second in span] == [6, 15]
