"""Severity: confirmed, proposed, decided; what a raise and a reduction do to a running clock."""

from datetime import UTC, datetime

import pytest

from cases.models import Case, Milestone
from cases.refusals import Refused
from cases.verbs.close import close
from cases.verbs.confirm_severity import confirm_severity
from cases.verbs.decide_severity import decide_severity
from cases.verbs.propose_severity import propose_severity
from cases.verbs.say import say
from cases.verbs.wait_for_partner import wait_for_partner
from tenants.scope import working
from tests.cast import TUESDAY, submitted


def berlin(day, hour, minute=0):
    return datetime(2026, 4, day, hour - 2, minute, tzinfo=UTC)


@pytest.fixture
def desk(cast):
    with working(cast.revalize.vendor):
        cast.case = submitted(cast.nordwind, severity="S3")  # due on Thursday at 10:00
        yield cast


def due(case):
    return Milestone.objects.get(case=case, kind="initial_response").due_at


def test_confirming_the_reported_severity_moves_nothing(desk):
    confirm_severity(desk.case, "S3", by=desk.revalize.agent, at=berlin(14, 11))
    case = Case.objects.get(pk=desk.case.pk)
    assert (case.severity_confirmed, case.severity, due(case)) == ("S3", "S3", berlin(16, 10))
    assert confirm_severity(desk.case, "S3", by=desk.revalize.agent, at=berlin(14, 11)) is None


def test_a_raise_counts_from_its_decision_where_that_is_earlier(desk):
    propose_severity(desk.case, "S2", by=desk.nordwind.contact, at=berlin(14, 11), body="It got worse.")
    assert due(desk.case) == berlin(16, 10)
    decide_severity(desk.case, granted=True, by=desk.revalize.agent, at=berlin(14, 12))
    case = Case.objects.get(pk=desk.case.pk)
    assert (case.severity, case.severity_rank, case.severity_reported) == ("S2", 2, "S3")
    assert due(case) == berlin(15, 11)  # 5 hours on Tuesday, 3 on Wednesday
    moved = case.events.get(kind="due_moved")
    assert (moved.data["before"], moved.data["due"]) == ("2026-04-16T08:00:00+00:00", "2026-04-15T09:00:00+00:00")


def test_a_reduction_counts_from_receipt(desk):
    confirm_severity(desk.case, "S4", by=desk.revalize.agent, at=berlin(14, 12))
    assert due(desk.case) == berlin(17, 10)


def test_a_declined_proposal_stays_on_the_case_and_moves_nothing(desk):
    propose_severity(desk.case, "S2", by=desk.nordwind.contact, at=berlin(14, 11), body="It got worse.")
    event = decide_severity(desk.case, granted=False, by=desk.revalize.agent, at=berlin(14, 12))
    assert event.data["granted"] is False
    assert (event.data["proposed"], event.data["severity"]) == ("S2", "S3")
    assert due(desk.case) == berlin(16, 10)
    with pytest.raises(Refused, match="No other severity is proposed"):
        decide_severity(desk.case, granted=True, by=desk.revalize.agent, at=berlin(14, 12))


def test_s1_cannot_be_proposed_or_confirmed_for_a_test_system(desk):
    case = submitted(desk.nordwind, severity="S3", environment="test")
    for attempt in (
        lambda: propose_severity(case, "S1", by=desk.nordwind.contact, at=TUESDAY, body="Urgent!"),
        lambda: confirm_severity(case, "S1", by=desk.revalize.agent, at=TUESDAY),
    ):
        with pytest.raises(Refused, match="production only"):
            attempt()


def test_an_unknown_severity_is_refused(desk):
    with pytest.raises(Refused, match="scale"):
        confirm_severity(desk.case, "S9", by=desk.revalize.agent, at=TUESDAY)


def test_a_partners_proposal_is_a_word_that_brings_a_waiting_case_back(desk):
    say(desk.case, by=desk.revalize.agent, at=berlin(14, 11), body="Please send the log.")
    wait_for_partner(desk.case, by=desk.revalize.agent, at=berlin(14, 11))
    propose_severity(desk.case, "S2", by=desk.nordwind.contact, at=berlin(14, 12), body="It got worse.")
    assert Case.objects.get(pk=desk.case.pk).status == "open"
    assert Milestone.objects.get(case=desk.case, kind="next_update").due_at is not None


def test_an_open_proposal_is_decided_not_confirmed_away(desk):
    propose_severity(desk.case, "S2", by=desk.nordwind.contact, at=berlin(14, 11), body="It got worse.")
    with pytest.raises(Refused, match="Decide that first"):
        confirm_severity(desk.case, "S3", by=desk.revalize.agent, at=berlin(14, 12))


def test_nothing_is_decided_on_a_case_that_is_over(desk):
    propose_severity(desk.case, "S2", by=desk.nordwind.contact, at=berlin(14, 11), body="It got worse.")
    close(desk.case, by=desk.revalize.agent, at=berlin(14, 12))
    with pytest.raises(Refused, match="over"):
        decide_severity(desk.case, granted=True, by=desk.revalize.agent, at=berlin(14, 13))
