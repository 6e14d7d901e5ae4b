"""Many at once, on real connections: numbers, forms, sweeps and verbs that meet on the same rows."""

import os
from datetime import timedelta
from threading import Event, Thread
from uuid import uuid4

import pytest
from django.db import connection, connections

from cases.models import Case, CaseEvent, CaseNumber, EscalationStep, Milestone
from cases.refusals import Refused
from cases.sweeping import sweep_closings, sweep_milestones
from cases.verbs.assign_owner import assign_owner
from cases.verbs.confirm_severity import confirm_severity
from cases.verbs.note import note
from cases.verbs.resolve import resolve
from cases.verbs.say import say
from cases.verbs.submit import submit
from cases.verifying import differences
from notifications.models import Delivery
from notifications.telling import sweep_announcements
from tenants.models import Announcement
from tenants.scope import working
from tests import databases
from tests.cases.crowd_of_threads import at_once, failures
from tests.cast import TUESDAY, find_cast, submission, submitted

WARN = TUESDAY + timedelta(hours=1, minutes=30)  # three quarters of the two business hours of an S1
DUE = TUESDAY + timedelta(hours=2)


@pytest.fixture(scope="module")
def crowd(django_db_blocker):
    """The cast in a database of its own: here everything is committed, and nothing is rolled back."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "master")
    with django_db_blocker.unblock(), databases.own_database(f"{worker}_crowd"):
        yield find_cast()


def submitting(organisation, then=None, **changes):
    """An act: submits a form of its own, and within the same transaction does something more."""
    given = submission(organisation, **changes)

    def act():
        with working(organisation.partner.vendor):
            case = submit(given, by=organisation.contact, at=TUESDAY)
            if then:
                then()
            return case

    return act


def speaking(verb, case, **arguments):
    def act():
        with working(case.vendor_id):
            return verb(case, **arguments)

    return act


def numbers(vendor):
    with working(vendor):
        return list(Case.objects.order_by("number").values_list("number", flat=True))


def gapless(vendor, count_before):
    """The vendor's numbers follow one another from its first, and the counter stands at the last."""
    found = numbers(vendor)
    first = vendor.first_case_number
    with working(vendor):
        assert CaseNumber.objects.get().last == found[-1]
    assert found == list(range(first, first + len(found)))
    return len(found) - count_before


def log(case):
    """The kinds of a case's events; its positions have no gap, and its milestones follow from it."""
    with working(case.vendor_id):
        events = list(CaseEvent.objects.filter(case=case).order_by("position"))
        fresh = Case.objects.get(pk=case.pk)
        assert [event.position for event in events] == list(range(1, fresh.event_count + 1))
        assert [event.at for event in events] == sorted(event.at for event in events)
        assert list(differences(fresh)) == []
    return [event.kind for event in events]


def test_the_first_cases_of_a_vendor_that_come_at_once_get_its_first_numbers(crowd):
    vendor = crowd.velixo.vendor
    assert numbers(vendor) == []
    results = at_once(submitting(crowd.sarto) for _ in range(6))
    assert failures(results) == []
    first = vendor.first_case_number
    assert sorted(case.number for case in results) == [first + n for n in range(6)]
    assert gapless(vendor, 0) == 6


def test_parallel_submissions_of_two_partners_get_numbers_without_gaps(crowd):
    vendor = crowd.revalize.vendor
    before = len(numbers(vendor))
    for _ in range(3):
        assert failures(at_once(submitting(who) for who in [crowd.nordwind, crowd.baltic] * 4)) == []
    assert gapless(vendor, before) == 24


def test_a_submission_that_fails_after_others_took_numbers_leaves_no_gap(crowd):
    vendor = crowd.revalize.vendor
    before = len(numbers(vendor))

    def fails():
        raise RuntimeError("the request ends badly after the number was taken")

    acts = [submitting(crowd.nordwind, fails if n % 2 else None) for n in range(8)]
    results = at_once(acts)
    assert [str(error) for error in failures(results)] == ["the request ends badly after the number was taken"] * 4
    assert gapless(vendor, before) == 4


def test_a_connection_that_dies_with_a_number_in_its_hand_gives_it_back(crowd):
    vendor = crowd.revalize.vendor
    before = len(numbers(vendor))

    def dies():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    results = at_once(submitting(crowd.nordwind, dies if n == 2 else None) for n in range(6))
    assert len(failures(results)) == 1
    assert gapless(vendor, before) == 5


def test_the_same_form_posted_eight_times_at_once_makes_one_case(crowd):
    vendor = crowd.revalize.vendor
    before, key = len(numbers(vendor)), uuid4()
    results = at_once(submitting(crowd.nordwind, key=key) for _ in range(8))
    assert failures(results) == []
    assert len({(case.pk, case.number) for case in results}) == 1
    assert gapless(vendor, before) == 1
    assert log(results[0]) == ["received"]


def test_the_same_form_finds_its_case_after_the_first_attempt_failed_beside_it(crowd):
    key = uuid4()

    def fails():
        raise RuntimeError("lost")

    results = at_once([submitting(crowd.nordwind, fails, key=key), *(submitting(crowd.nordwind, key=key),) * 3])
    kept = {case.pk for case in results if isinstance(case, Case)}
    assert len(kept) == 1
    with working(crowd.revalize.vendor):
        assert set(Case.objects.filter(submission_key=key).values_list("pk", flat=True)) == kept


def test_sweeps_in_parallel_take_each_step_once(crowd):
    cases = [submitted(crowd.nordwind, severity="S1") for _ in range(12)]
    assert failures(at_once([lambda: sweep_milestones(WARN)] * 3)) == []
    assert failures(at_once([lambda: sweep_milestones(DUE)] * 3)) == []
    sweep_milestones(DUE)  # what a sweep found locked it leaves to the next one
    for case in cases:
        assert log(case) == ["received", "warned", "breached", "escalated"]
    with working(crowd.revalize.vendor):
        steps = EscalationStep.objects.filter(milestone__case__in=cases)
        assert (steps.filter(step="warn").count(), steps.filter(step="due").count()) == (12, 12)
        assert set(Case.objects.filter(pk__in=[case.pk for case in cases]).values_list("escalation_level")) == {(1,)}


def test_announcements_swept_in_parallel_are_told_once(crowd):
    sweep_announcements(TUESDAY)
    cases = [submitted(crowd.nordwind) for _ in range(10)]
    results = at_once([lambda: sweep_announcements(TUESDAY)] * 4)
    sweep_announcements(TUESDAY)
    assert sum(results) == 10
    with working(crowd.revalize.vendor):
        assert Announcement.objects.count() == 0
        told = Delivery.objects.filter(case__in=cases, channel="portal").values_list("membership", flat=True)
        assert list(told) == [crowd.revalize.manager.pk] * 10


@pytest.mark.parametrize("turn", range(6))
def test_answer_sweep_and_resolution_at_once_leave_a_sound_log(crowd, turn):
    house, case = crowd.revalize, submitted(crowd.nordwind, severity="S1")
    at = DUE if turn % 2 else WARN
    results = at_once(
        [
            speaking(say, case, by=house.agent, at=at, body="We are on it."),
            speaking(say, case, by=crowd.nordwind.contact, at=at, body="Any news?"),
            speaking(resolve, case, by=house.manager, at=at),
            speaking(note, case, by=house.agent, at=at, body="Looks like the lock again."),
            speaking(confirm_severity, case, severity="S2", by=house.agent, at=at),
            speaking(assign_owner, case, owner=house.agent, by=house.manager, at=at),
            lambda: sweep_milestones(at),
            lambda: sweep_announcements(at),
        ]
    )
    # A severity is not confirmed on a case that somebody else resolved a moment before.
    assert [error for error in failures(results) if not isinstance(error, Refused)] == []
    sweep_milestones(at)
    kinds = log(case)
    with working(house.vendor):
        steps = EscalationStep.objects.filter(milestone__case=case)
        assert kinds.count("warned") == steps.filter(step="warn").count()
        assert kinds.count("breached") == steps.filter(step="due").count() == kinds.count("escalated")
        assert not Milestone.objects.filter(case=case, sweep_at__lte=at).exists()
    assert (kinds.count("said"), kinds.count("noted"), kinds.count("resolved")) == (2, 1, 1)


def test_a_resolved_case_closes_or_is_reopened_and_never_both(crowd):
    house, contact = crowd.revalize, crowd.nordwind.contact
    later = TUESDAY + timedelta(days=30)
    for _ in range(4):
        case = submitted(crowd.nordwind)
        with working(house.vendor):
            say(case, by=house.agent, at=TUESDAY, body="Please update.")
            resolve(case, by=house.agent, at=TUESDAY)
        spoke, swept = at_once(
            [
                speaking(say, case, by=contact, at=later, body="It is back."),
                lambda: sweep_closings(later),
            ]
        )
        sweep_closings(later)
        with working(house.vendor):
            case.refresh_from_db()
        tail = [kind for kind in log(case) if kind in ("closed", "reopened")]
        if case.status == "closed":
            assert isinstance(spoke, Refused)
            assert tail == ["closed"]
        else:
            assert (case.status, tail) == ("open", ["reopened"])
        assert not isinstance(swept, Exception)


def test_writing_bells_holds_up_no_verb_on_the_case(crowd):
    """A delivery refers to its case, and a batch of them takes its time: an answer must not wait for it."""
    house, case = crowd.revalize, submitted(crowd.nordwind)
    written, spoken = Event(), Event()

    def writes_a_bell():
        try:
            with working(house.vendor):
                event = CaseEvent.objects.get(case=case)
                Delivery.objects.create(
                    vendor=house.vendor, membership=house.agent, channel="portal", announcement=0,
                    kind="case.received", case=case, event=event, at=TUESDAY,
                )  # fmt: skip
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # locks the case's row as the commit would
                written.set()
                spoken.wait(10)
        finally:
            connections.close_all()

    writer = Thread(target=writes_a_bell)
    writer.start()
    assert written.wait(10)
    try:
        with working(house.vendor), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '3s'")
            say(case, by=house.agent, at=TUESDAY, body="At once.")
    finally:
        spoken.set()
        writer.join()
    assert log(case) == ["received", "said", "met"]
