"""Escalation by hand: raised with a reason, asked for by the partner, seen and lowered by a manager."""

from datetime import timedelta

import pytest

from cases.models import Audience, Case, CaseEvent, EventKind
from cases.refusals import Refused
from cases.verbs.close import close
from cases.verbs.deescalate import deescalate
from cases.verbs.escalate import escalate
from cases.verbs.reopen import reopen
from cases.verbs.wait_for_partner import wait_for_partner
from notifications.models import Delivery
from notifications.telling import sweep_announcements
from tenants.scope import acting, working
from tests.cast import TUESDAY, submitted

MINUTE = timedelta(minutes=1)
AT = TUESDAY + MINUTE


@pytest.fixture
def desk(cast):
    cast.case = submitted(cast.nordwind, severity="S3")
    cast.agent, cast.manager, cast.contact = cast.revalize.agent, cast.revalize.manager, cast.nordwind.contact
    return cast


def do(desk, verb, by, body="They go live tomorrow.", at=AT, **more):
    with working(desk.revalize.vendor):
        return verb(desk.case, by=by, at=at, body=body, **more)


def fresh(desk) -> Case:
    with working(desk.revalize.vendor):
        return Case.objects.get(pk=desk.case.pk)


def log(desk) -> list[tuple[str, str]]:
    with working(desk.revalize.vendor):
        return list(CaseEvent.objects.filter(case=desk.case).values_list("kind", "audience"))[1:]


def told(desk, kind) -> list[str]:
    sweep_announcements(AT)
    with working(desk.revalize.vendor):
        lines = Delivery.objects.filter(kind=f"case.{kind}", channel="portal").select_related("membership")
        return sorted(line.membership.name for line in lines)


def test_a_level_is_raised_by_one_with_an_internal_reason(desk):
    event = do(desk, escalate, desk.agent)
    assert (event.kind, event.by, event.data) == (EventKind.ESCALATED, desk.agent, {"level": 1})
    assert event.message.audience == Audience.INTERNAL
    assert event.message.body == "They go live tomorrow."
    assert (fresh(desk).escalation_level, fresh(desk).escalated_at) == (1, AT)
    assert log(desk) == [("escalated", "internal")]
    assert told(desk, "escalated") == ["Marguerite Dahl"]


def test_the_partner_sees_nothing_of_it(desk):
    do(desk, escalate, desk.agent)
    with acting(desk.contact):
        assert CaseEvent.objects.filter(case=desk.case).count() == 1
        assert Case.objects.get(pk=desk.case.pk).shared_at == TUESDAY


def test_beyond_the_highest_level_it_is_refused_and_nothing_stays(desk):
    for _level in range(3):
        do(desk, escalate, desk.agent)
    with pytest.raises(Refused, match="highest level already"):
        do(desk, escalate, desk.agent)
    assert fresh(desk).escalation_level == 3
    assert len(log(desk)) == 3


def test_without_a_reason_it_is_refused(desk):
    with pytest.raises(Refused) as refused:
        do(desk, escalate, desk.agent, body="  ")
    assert refused.value.field == "body"
    assert log(desk) == []


def test_a_case_that_is_over_is_not_escalated(desk):
    with working(desk.revalize.vendor):
        close(desk.case, by=desk.agent, at=TUESDAY)
    for person, asked in ((desk.agent, False), (desk.contact, True)):
        with pytest.raises(Refused, match="is over"):
            do(desk, escalate, person, asked=asked)


def test_the_partner_asks_for_a_manager_openly(desk):
    event = do(desk, escalate, desk.contact, asked=True)
    assert (event.kind, event.by) == (EventKind.MANAGER_ASKED, desk.contact)
    assert log(desk) == [("said", "partner"), ("manager_asked", "partner"), ("escalated", "internal")]
    assert fresh(desk).escalation_level == 1
    assert told(desk, "manager_asked") == ["Marguerite Dahl"]
    assert told(desk, "escalated") == []


def test_who_has_asked_asks_again_only_after_an_answer(desk):
    do(desk, escalate, desk.contact, asked=True)
    with pytest.raises(Refused, match="asked already"):
        do(desk, escalate, desk.contact, asked=True)
    do(desk, deescalate, desk.manager, lower=False)
    do(desk, escalate, desk.contact, asked=True)
    assert fresh(desk).escalation_level == 2


def test_at_the_highest_level_the_partner_is_heard_all_the_same(desk):
    for _level in range(3):
        do(desk, escalate, desk.agent)
    do(desk, escalate, desk.contact, asked=True)
    assert [kind for kind, _audience in log(desk)][3:] == ["said", "manager_asked"]


def test_a_wish_ends_with_the_case(desk):
    do(desk, escalate, desk.contact, asked=True)
    with working(desk.revalize.vendor):
        close(desk.case, by=desk.agent, at=AT)
        reopen(desk.case, by=desk.contact, at=AT, body="It came back.")
    do(desk, escalate, desk.contact, asked=True)
    assert fresh(desk).escalation_level == 2


def test_who_is_waited_for_answers_first(desk):
    with working(desk.revalize.vendor):
        wait_for_partner(desk.case, by=desk.agent, at=AT)
    with pytest.raises(Refused, match="waits on you"):
        do(desk, escalate, desk.contact, asked=True)


def test_a_manager_has_seen_it_and_the_partner_who_asked_is_told(desk):
    do(desk, escalate, desk.contact, asked=True)
    event = do(desk, deescalate, desk.manager, "I have called them.", lower=False)
    assert event.data == {"level": 1, "was": 1}
    assert log(desk)[-2:] == [("deescalated", "internal"), ("manager_answered", "partner")]
    assert told(desk, "manager_answered") == [desk.contact.name]


def test_a_level_is_lowered_by_one_and_then_it_is_over(desk):
    do(desk, escalate, desk.agent)
    do(desk, escalate, desk.agent)
    do(desk, deescalate, desk.manager, at=AT + MINUTE)
    assert (fresh(desk).escalation_level, fresh(desk).escalated_at) == (1, AT + MINUTE)
    do(desk, deescalate, desk.manager)
    assert (fresh(desk).escalation_level, fresh(desk).escalated_at) == (0, None)
    assert [kind for kind, _audience in log(desk)] == ["escalated", "escalated", "deescalated", "deescalated"]
    for lower in (True, False):
        with pytest.raises(Refused, match="is not escalated"):
            do(desk, deescalate, desk.manager, lower=lower)
