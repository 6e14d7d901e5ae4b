"""Sweeps that meet, on real connections: a slot is announced once, and figures are what a rebuild would write."""

import os
from datetime import time, timedelta

import pytest

from cases.figures.rebuilding import differences
from cases.figures.sweeping import sweep_figures
from cases.models import DailyFigure, FiguresDue
from cases.verbs.say import say
from notifications.models.report import Every, Page
from notifications.reports import schedule_report, sweep_reports
from tenants.models import Announcement
from tenants.scope import working
from tests import databases
from tests.cases.crowd_of_threads import at_once, failures
from tests.cast import TUESDAY, find_cast, submitted

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def crowd(django_db_blocker):
    worker = os.environ.get("PYTEST_XDIST_WORKER", "master")
    with django_db_blocker.unblock(), databases.own_database(f"{worker}_reports"):
        yield find_cast()


def test_four_sweeps_at_once_announce_each_slot_once(crowd):
    vendor, manager = crowd.revalize.vendor, crowd.revalize.manager
    with working(vendor):
        for page in Page:
            schedule_report(manager, page=page, every=Every.DAY, clock=time(1), at=TUESDAY)
    done = at_once([lambda: sweep_reports(TUESDAY + DAY)] * 4)
    assert failures(done) == []
    assert sum(done) == len(Page)
    with working(vendor):
        assert Announcement.objects.filter(kind="report.due").count() == len(Page)


def test_a_second_press_at_the_same_moment_schedules_no_second_mail(crowd):
    vendor, manager = crowd.baltic.partner.vendor, crowd.revalize.manager

    def press():
        with working(vendor):
            return schedule_report(
                manager, page=Page.FEEDBACK, partner=crowd.baltic.partner, every=Every.WEEK, clock=time(8), at=TUESDAY
            )[1]

    assert sorted(at_once([press] * 4)) == [False, False, False, True]


def test_figures_are_right_when_sweeps_meet_each_other_and_people_at_work(crowd):
    vendor, agent = crowd.revalize.vendor, crowd.revalize.agent
    cases = [submitted(crowd.nordwind) for _ in range(4)]

    def answer(case):
        with working(vendor):
            return say(case, by=agent, at=TUESDAY + timedelta(hours=1), body="We look at it.")

    acts = [sweep_figures, *(lambda case=case: answer(case) for case in cases)] * 2 + [sweep_figures] * 2
    assert failures(at_once(acts)) == []
    sweep_figures()
    assert list(differences(vendor.pk)) == []
    with working(vendor):
        assert not FiguresDue.objects.exists()
        assert DailyFigure.objects.get(of="all", what="met", kind="initial_response").number == 4
