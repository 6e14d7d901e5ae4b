"""Two sweeps, and two answers, at once: on real connections, in a database of their own."""

import os

import pytest

from surveys.models import State, Survey
from surveys.sweeping import sweep_expiry, sweep_invitations, sweep_reminders
from tenants.models import Announcement
from tenants.scope import working
from tests import databases
from tests.cases.crowd_of_threads import at_once, failures
from tests.cast import find_cast
from tests.surveyed import ASKED, DAY, ENDS, answered, answers, closed, follow_ups, survey_of, surveyed

SURVEYS = 6


@pytest.fixture
def crowd(django_db_blocker):
    worker = os.environ.get("PYTEST_XDIST_WORKER", "master")
    with django_db_blocker.unblock(), databases.own_database(f"{worker}_surveys"):
        yield find_cast()


def told(vendor, kind):
    with working(vendor):
        return Announcement.objects.filter(kind=kind).count()


def test_what_several_sweeps_find_at_once_is_done_once_and_so_is_an_answer_sent_twice(crowd):
    vendor = crowd.revalize.vendor
    for _number in range(SURVEYS):
        closed(crowd.revalize, crowd.nordwind)
    for sweep, at, kind in (
        (sweep_invitations, ASKED, "survey.invited"),
        (sweep_reminders, ASKED + 4 * DAY, "survey.reminded"),
        (sweep_expiry, ENDS, ""),
    ):
        done = at_once([lambda sweep=sweep, at=at: sweep(at)] * 4)
        assert failures(done) == []
        assert sum(done) + sweep(at) == SURVEYS
        assert told(vendor, kind) == (SURVEYS if kind else 0)
    with working(vendor):
        assert set(Survey.objects.values_list("state", flat=True)) == {State.EXPIRED}

    survey = surveyed(crowd.revalize, crowd.baltic)
    sent = at_once([lambda: answered(survey, service=1, call_wished=True, phone="040 123456")] * 4)
    assert failures(sent) == []
    assert (len(answers(survey)), len(follow_ups(survey))) == (1, 1)
    assert told(vendor, "survey.follow_up") == told(vendor, "survey.answered") == 1
    assert survey_of(survey.case).service == 1
