"""The board of escalated cases: by level, with age, reason and what comes next."""

import re
from datetime import timedelta

import pytest

from cases.models import Case
from cases.sweeping import sweep_milestones
from cases.verbs.assign_owner import assign_owner
from cases.verbs.resolve import resolve
from cases.verbs.say import say
from tenants.roles import Role
from tenants.scope import working
from tests.cast import TUESDAY, submitted
from tests.portal.walking import asked_by, clock_at, page, post, signed_in, text_of

HOUR = timedelta(hours=1)
THREE = TUESDAY + 5 * HOUR


@pytest.fixture
def desk(cast):
    """An S1 of which the answer was due on Tuesday at 12:00, and has been swept."""
    cast.case = submitted(cast.nordwind, severity="S1", summary="Nobody can sign in")
    sweep_milestones(TUESDAY + 2 * HOUR)
    return cast


def board(desk, at=THREE):
    return " ".join(re.sub(r"<[^>]+>", " ", text_of(page(desk.revalize.manager, "escalations", at=at))).split())


def test_a_missed_target_stands_on_the_board_with_age_and_reason(desk):
    read = board(desk)
    assert f"for 3 h Nobody can sign in {desk.case.number} · Nordwind Systemhaus for Hansa" in read
    assert "Initial response was due today 12:00 and has not come." in read
    assert "No next step yet. Name an owner" in read
    assert "Level 1 Team lead 1" in read
    assert "Level 2 Support manager 0 Nobody here." in read


def test_the_next_step_is_the_owners_next_answer(desk):
    agent = desk.revalize.agent
    with working(desk.revalize.vendor):
        assign_owner(desk.case, agent, by=agent, at=TUESDAY + 3 * HOUR)
    assert "Ines Okafor has to answer now" in board(desk)
    with working(desk.revalize.vendor):
        say(desk.case, by=agent, at=TUESDAY + 4 * HOUR, body="We look at it.")
    read = board(desk)
    assert "Initial response was due today 12:00 and came late." in read
    assert "Ines Okafor answers by tomorrow 09:00" in read


def test_a_second_miss_goes_a_level_up_and_a_resolved_case_leaves(desk):
    agent = desk.revalize.agent
    with working(desk.revalize.vendor):
        say(desk.case, by=agent, at=TUESDAY + 3 * HOUR, body="We look at it.")
    sweep_milestones(TUESDAY + timedelta(days=1))
    read = board(desk, at=TUESDAY + timedelta(days=1, hours=1))
    assert "Level 1 Team lead 0 Nobody here. Level 2 Support manager 1" in read
    with working(desk.revalize.vendor):
        resolve(desk.case, by=agent, at=TUESDAY + timedelta(days=1, hours=1))
    assert "Nothing is escalated" in board(desk, at=TUESDAY + timedelta(days=1, hours=1))


def test_more_cards_take_no_more_queries(desk):
    with clock_at(THREE):
        client = signed_in(desk.revalize.manager)
    asked_by(client, "/revalize/escalations/", THREE)
    few = len(asked_by(client, "/revalize/escalations/", THREE))
    for _number in range(3):
        submitted(desk.baltic, severity="S1")
    sweep_milestones(TUESDAY + 2 * HOUR)
    assert board(desk).count("No next step yet.") == 4
    assert len(asked_by(client, "/revalize/escalations/", THREE)) == few


@pytest.mark.parametrize("role", [Role.AGENT, Role.PRODUCT_MANAGER, Role.CONSULTANT, Role.ACCOUNT_MANAGER])
def test_the_board_is_for_managers_and_administrators(desk, role):
    assert page(desk.revalize.staff[role], "escalations", at=THREE).status_code == 403
    assert page(desk.revalize.staff[Role.ADMINISTRATOR], "escalations", at=THREE).status_code == 200


def test_within_a_level_the_worst_stand_first_and_then_what_is_due_first(desk):
    slow, calm = submitted(desk.baltic, severity="S4"), submitted(desk.baltic, severity="S2")
    urgent = submitted(desk.baltic, severity="S2", at=TUESDAY + HOUR)
    with working(desk.revalize.vendor):
        Case.objects.filter(pk__in=[slow.pk, calm.pk, urgent.pk]).update(
            escalation_level=1, escalated_at=TUESDAY - 30 * HOUR, next_due=9_000_000_000
        )
        Case.objects.filter(pk=urgent.pk).update(next_due=8_000_000_000)
    html = page(desk.revalize.manager, "escalations", at=THREE).content.decode()
    found = [int(number) for number in re.findall(r'id="case-(\d+)"', html)]
    assert found == [desk.case.number, urgent.number, calm.number, slow.number]


def test_a_case_opened_from_the_board_leads_back_there_and_on_to_its_neighbours_also_after_an_act(desk):
    manager, other = desk.revalize.manager, submitted(desk.baltic, severity="S2")
    with working(desk.revalize.vendor):
        Case.objects.filter(pk=other.pk).update(escalation_level=1, escalated_at=TUESDAY)
    shown = text_of(page(manager, "case", desk.case.number, at=THREE, **{"from": "board"}))
    assert f'/escalations/#case-{desk.case.number}"' in shown
    assert "Escalations, Level 1: Team lead, 1 of 2" in shown
    assert f'/cases/{other.number}/?from=board" rel="next"' in shown
    act = {"owner": desk.revalize.agent.pk, "from": "board"}
    done = post(manager, "assign", desk.case.number, at=THREE, **act)
    assert done.url.endswith(f"/cases/{desk.case.number}/?from=board")


def test_a_case_that_is_escalated_no_more_still_leads_back_to_the_board(desk):
    with working(desk.revalize.vendor):
        Case.objects.filter(pk=desk.case.pk).update(escalation_level=0)
    shown = text_of(page(desk.revalize.manager, "case", desk.case.number, at=THREE, **{"from": "board"}))
    assert f'/escalations/#case-{desk.case.number}"' in shown
    assert 'rel="next"' not in shown


def test_who_sees_no_board_is_led_back_to_the_queue(desk):
    shown = text_of(page(desk.revalize.agent, "case", desk.case.number, at=THREE, **{"from": "board"}))
    assert "/escalations/" not in shown
    assert "All open, 1 of 1" in shown
