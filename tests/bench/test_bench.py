"""The bench itself: tiny sizes, so that it does not rot. No time is asserted anywhere."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from cases.figures import rebuilding
from cases.models import Case, CaseEvent, CaseNumber, DailyFigure, Milestone
from cases.verbs.resolve import resolve
from cases.verifying import differences
from launch import roles
from surveys import daily
from surveys.models import Survey
from tenants.scope import working
from tests import databases
from tests.bench import document, machine, pages, rates, security
from tests.bench.crowd import fill
from tests.bench.multiplying import multiply
from tests.bench.stage import HOUSE, Stage, raise_desks
from tests.bench.table import Table, a_second

CASES, NEIGHBOURS = 80, 12
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
def stage(django_db_blocker):
    """A crowd written with every key and trigger checked, in a database of its own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "master")
    with django_db_blocker.unblock(), databases.own_database(f"{worker}_bench") as name:
        admin = roles.at_database(os.environ["TEST_ADMIN_URL"], name)
        stage = Stage(admin, NOW, raise_desks(3, NOW))
        for slug, count in {HOUSE: CASES, "velixo": NEIGHBOURS}.items():
            fill(admin, stage.desks[slug], count, now=NOW, working_share=0.5, trusted=False)
        with working(stage.house.vendor):
            # Each page has something to show.
            resolve(Case.objects.filter(status="open").order_by("pk")[0], by=stage.house.agents[0], at=NOW)
        yield stage


def test_the_crowd_is_consistent_with_the_products_own_reckoning(stage):
    with working(stage.house.vendor):
        cases = list(Case.objects.order_by("number"))
        assert len(cases) == CASES
        assert [found for case in cases for found in differences(case)] == []
        first = stage.house.vendor.first_case_number
        assert [case.number for case in cases] == list(range(first, first + CASES))
        assert CaseNumber.objects.get().last == cases[-1].number
        for case in cases:
            positions = list(
                CaseEvent.objects.filter(case=case).order_by("position").values_list("position", flat=True)
            )
            assert positions == list(range(1, case.event_count + 1))


def test_a_further_crowd_goes_on_where_the_first_one_ended(stage):
    desk = stage.desks["velixo"]
    fill(stage.admin_url, desk, 3, now=NOW, trusted=False, seed=2)
    with working(desk.vendor):
        assert CaseNumber.objects.get().last == desk.vendor.first_case_number + NEIGHBOURS + 2
        assert Case.objects.count() == NEIGHBOURS + 3


def test_nothing_of_the_crowd_is_left_to_sweep_but_what_is_still_to_come(stage):
    with working(stage.house.vendor):
        assert not Milestone.objects.to_sweep(NOW).exists()
        assert Milestone.objects.filter(sweep_at__gt=NOW).exists()


def test_a_multiplied_crowd_is_as_consistent_as_the_one_it_is_made_of(stage):
    """Of the neighbour, whose cases no other test counts afterwards."""
    desk = stage.desks["velixo"]
    fill(stage.admin_url, desk, 6, now=NOW, working_share=0.5, trusted=False, seed=5)
    rebuilding.rebuild(desk.vendor.pk)
    with working(desk.vendor):
        before, sums = Case.objects.count(), DailyFigure.objects.filter(of="all", what="received")
        received = sum(sums.values_list("number", flat=True))
        surveys = Survey.objects.count()
    multiply(stage.admin_url, desk, 3)
    with working(desk.vendor):
        cases = list(Case.objects.order_by("number"))
        assert [case.number for case in cases] == list(range(cases[0].number, cases[0].number + 3 * before))
        assert CaseNumber.objects.get().last == cases[-1].number
        assert sum(sums.values_list("number", flat=True)) == 3 * received
        assert Survey.objects.count() == 3 * surveys
        for case in cases:
            # Each event of a milestone is of one of the same case.
            own = set(Milestone.objects.filter(case=case).values_list("pk", flat=True))
            events = CaseEvent.objects.filter(case=case)
            assert {event.data["milestone"] for event in events if "milestone" in event.data} <= own
            assert events.count() == case.event_count
    assert list(daily.differences(desk.vendor.pk)) == []


def test_every_page_answers_and_asks_no_more_for_more_cases(stage):
    """The number of queries of a page does not depend on how many rows it has."""
    # A list without a row asks less: each list has some before it is measured.
    fill(stage.admin_url, stage.house, 60, now=NOW, working_share=0.3, trusted=False, seed=4)
    before = {page.name: page.queries for page in pages.measure(stage, times=1, warm=0)}
    fill(stage.admin_url, stage.house, 40, now=NOW, working_share=0.5, trusted=False, seed=3)
    after = {page.name: page.queries for page in pages.measure(stage, times=1, warm=0)}
    # What comes in for the first time (a case that is referred) may ask once more, but nothing asks once a row.
    assert {name: after[name] - before[name] for name in before if after[name] - before[name] > 3} == {}


def test_the_same_rows_come_with_and_without_policies(stage):
    costs = security.measure(stage, databases.url(), times=2)
    assert len(costs) == 2
    assert all(len(cost.bound.milliseconds) == len(cost.free.milliseconds) == 2 for cost in costs)


def test_submissions_and_sweeps_are_counted(stage):
    with working(stage.house.vendor):
        before = Case.objects.count()
    # One process: a fork of a test's worker would inherit the threads of its browser.
    assert rates.submissions(stage, processes=1, count=2) > 0
    with working(stage.house.vendor):
        assert Case.objects.count() == before + 2 + 1  # it warms up with one
    assert set(rates.sweeps(stage)) == {"milestones", "steps", "announcements", "deliveries"}
    assert rates.mails(NOW + timedelta(days=30), 1.0) > 0


def test_the_document_names_the_machine_and_holds_every_table(stage):
    table = Table("Sweeps", ["one worker", "a second"], "How it was measured.")
    table.add("steps", a_second(1234.5))
    text = document.written([table], machine.this_machine(), before=3.0, after=8.0)
    assert "| steps | 1 234 |" in text
    assert "other work disturbed the run" in text
    assert f"PostgreSQL {connection.pg_version // 10000}" in text
    assert "{" not in text
