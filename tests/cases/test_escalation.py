"""Escalation by sweep: each step exactly once, whenever the sweep comes."""

from datetime import UTC, datetime, timedelta

import pytest

from cases.changing import changing
from cases.models import Case, CaseEvent, EscalationStep, Milestone
from cases.sweeping import sweep_milestones
from cases.verbs.assign_owner import assign_owner
from cases.verbs.confirm_severity import confirm_severity
from cases.verbs.say import say
from notifications.models import Delivery
from notifications.telling import sweep_announcements
from tenants.scope import unscoped, working
from tests.cast import TUESDAY, submitted

WARN = TUESDAY + timedelta(hours=1, minutes=30)  # three quarters of two business hours
DUE = TUESDAY + timedelta(hours=2)
SECOND = timedelta(seconds=1)


@pytest.fixture
def urgent(cast):
    """An S1 of Nordwind, received on Tuesday at 10:00 in Berlin, due at 12:00."""
    cast.case = submitted(cast.nordwind, severity="S1")
    return cast


def log(cast):
    with working(cast.revalize.vendor):
        return list(CaseEvent.objects.filter(case=cast.case).values_list("kind", flat=True))


def case_of(cast):
    with working(cast.revalize.vendor):
        return Case.objects.get(pk=cast.case.pk)


def told(cast, kind):
    sweep_announcements(DUE)
    with working(cast.revalize.vendor):
        lines = Delivery.objects.filter(kind=f"case.{kind}", channel="portal").select_related("membership")
        return sorted(line.membership.name for line in lines)


def test_before_three_quarters_nothing_happens(urgent):
    assert sweep_milestones(WARN - SECOND) == 0
    assert log(urgent) == ["received"]


def test_at_three_quarters_the_owner_is_warned_once(urgent):
    with working(urgent.revalize.vendor):
        assign_owner(urgent.case, urgent.revalize.agent, by=urgent.revalize.manager, at=TUESDAY)
    assert sweep_milestones(WARN) == 1
    assert sweep_milestones(WARN + SECOND) == 0
    assert log(urgent) == ["received", "owned", "warned"]
    assert told(urgent, "warned") == ["Ines Okafor"]
    assert case_of(urgent).escalation_level == 0


def test_without_an_owner_the_managers_are_warned(urgent):
    sweep_milestones(WARN)
    assert told(urgent, "warned") == ["Marguerite Dahl"]


def test_at_the_due_instant_the_managers_are_warned_and_the_case_rises_a_level(urgent):
    sweep_milestones(WARN)
    assert sweep_milestones(DUE - SECOND) == 0
    assert sweep_milestones(DUE) == 1
    assert sweep_milestones(DUE + SECOND) == 0
    assert log(urgent) == ["received", "warned", "breached", "escalated"]
    case = case_of(urgent)
    assert (case.escalation_level, case.escalated_at) == (1, DUE)
    assert told(urgent, "breached") == ["Marguerite Dahl"]


def test_after_an_outage_one_sweep_takes_both_steps(urgent):
    assert sweep_milestones(DUE + timedelta(days=3)) == 1
    assert log(urgent) == ["received", "warned", "breached", "escalated"]
    assert sweep_milestones(DUE + timedelta(days=4)) == 0


def test_an_answer_after_the_due_instant_finds_the_breach_recorded_before_it(urgent):
    with working(urgent.revalize.vendor):
        say(urgent.case, by=urgent.revalize.agent, at=DUE, body="Sorry, we are late.")
        row = Milestone.objects.get(case=urgent.case, kind="initial_response")
    assert log(urgent) == ["received", "warned", "breached", "escalated", "said", "met"]
    assert (row.met_at, row.breached_at) == (DUE, DUE)
    assert sweep_milestones(DUE + timedelta(hours=1)) == 0


def test_an_answer_strictly_before_the_due_instant_is_in_time(urgent):
    with working(urgent.revalize.vendor):
        say(urgent.case, by=urgent.revalize.agent, at=DUE - SECOND, body="Just in time.")
        assert Milestone.objects.get(case=urgent.case, kind="initial_response").breached_at is None
    assert log(urgent) == ["received", "warned", "said", "met"]


def test_a_moved_due_instant_warns_anew(urgent):
    case = submitted(urgent.nordwind, severity="S3")
    with working(urgent.revalize.vendor):
        first = Milestone.objects.get(case=case).warn_at
        sweep_milestones(first)
        confirm_severity(case, "S4", by=urgent.revalize.agent, at=first)
        second = Milestone.objects.get(case=case).warn_at
        assert second > first
        sweep_milestones(second)
        steps = EscalationStep.objects.filter(milestone__case=case, step="warn")
        assert steps.count() == 2
        assert CaseEvent.objects.filter(case=case, kind="warned").count() == 2


def test_the_partner_sees_nothing_of_warnings_and_levels(urgent):
    from tenants.scope import acting

    sweep_milestones(DUE)
    with acting(urgent.nordwind.contact):
        assert list(CaseEvent.objects.filter(case=urgent.case).values_list("kind", flat=True)) == ["received"]


def test_levels_end_with_the_vendors_last(urgent):
    with working(urgent.revalize.vendor):
        Case.objects.filter(pk=urgent.case.pk).update(escalation_level=3)
    sweep_milestones(DUE)
    assert case_of(urgent).escalation_level == 3
    assert log(urgent) == ["received", "warned", "breached"]


def test_another_vendors_levels_do_not_count(urgent):
    """Loading a vendor's file sees every vendor's lists."""
    with working(urgent.revalize.vendor):
        Case.objects.filter(pk=urgent.case.pk).update(escalation_level=3)
    with unscoped("a test takes steps as a loading would"), changing(urgent.case, by=None, at=DUE):
        pass
    assert case_of(urgent).escalation_level == 3


def test_one_case_that_cannot_be_swept_holds_up_no_other(urgent, monkeypatch):
    other = submitted(urgent.baltic, severity="S1")
    from cases import changing as module

    real = module.take_due_steps

    def breaks_on_the_first(change):
        if change.case.pk == urgent.case.pk:
            raise RuntimeError("a row that cannot be read")
        real(change)

    monkeypatch.setattr(module, "take_due_steps", breaks_on_the_first)
    assert sweep_milestones(WARN) == 1
    with working(urgent.revalize.vendor):
        assert CaseEvent.objects.filter(case=other, kind="warned").count() == 1


def test_more_cases_that_cannot_be_swept_than_a_batch_hold_up_no_other(urgent, monkeypatch):
    from cases import changing as module
    from tenants import sweeps

    broken = {urgent.case.pk, *(submitted(urgent.nordwind, severity="S1").pk for _ in range(2))}
    with working(urgent.revalize.vendor):
        for row in Milestone.objects.filter(case__in=broken):
            row.pk, row.kind = None, "resolution"  # a vendor with two targets that run at once
            row.save()
    other = submitted(urgent.baltic, severity="S1", at=TUESDAY + SECOND)
    real = module.take_due_steps

    def breaks(change):
        if change.case.pk in broken:
            raise RuntimeError("past the calendar's horizon")
        real(change)

    monkeypatch.setattr(module, "take_due_steps", breaks)
    monkeypatch.setattr(sweeps, "BATCH", 2)
    assert sweep_milestones(DUE) == 1
    with working(urgent.revalize.vendor):
        assert CaseEvent.objects.filter(case=other, kind="warned").count() == 1


def test_a_sweep_before_the_epoch_of_any_case_finds_nothing(cast):
    assert sweep_milestones(datetime(2020, 1, 1, tzinfo=UTC)) == 0
