"""Escalating on the case's page, and what the board tells of it."""

import re

import pytest

from cases.verbs.escalate import escalate
from cases.verbs.wait_for_partner import wait_for_partner
from tenants.scope import working
from tests.cast import TUESDAY, submitted
from tests.portal.walking import page, post, text_of

WHY = "They go live & it hurts."


@pytest.fixture
def desk(cast):
    cast.case = submitted(cast.nordwind, severity="S3")
    cast.agent, cast.manager, cast.contact = cast.revalize.agent, cast.revalize.manager, cast.nordwind.contact
    return cast


def read(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text_of(response)).split())


def case_page(desk, person) -> str:
    return read(page(person, "case", desk.case.number, at=TUESDAY))


def act(desk, person, **data):
    return post(person, "escalation", desk.case.number, at=TUESDAY, **data)


def board(desk) -> str:
    return read(page(desk.manager, "escalations", at=TUESDAY))


def test_an_agent_escalates_and_the_board_says_who_and_why(desk):
    assert "To level 1, Team lead. The reason is an internal note" in case_page(desk, desk.agent)
    assert act(desk, desk.agent, act="escalate", body=WHY).status_code == 302
    assert "Ines Okafor escalated it to level 1, Team lead" in case_page(desk, desk.agent)
    assert "Ines Okafor escalated it just now They go live & it hurts." in board(desk)


def test_the_partner_sees_neither_level_nor_reason(desk):
    act(desk, desk.agent, act="escalate", body=WHY)
    shown = case_page(desk, desk.contact)
    assert "go live" not in shown
    assert "Team lead" not in shown


def test_without_a_reason_the_form_comes_back_open_with_a_word(desk):
    response = act(desk, desk.agent, act="escalate", body=" ")
    assert response.status_code == 422
    assert '<details class="menu act-menu" name="acts" id="act-escalation" open>' in text_of(response)
    assert "Write something first." in read(response)


def test_a_contact_asks_for_a_manager_once_and_hears_that_it_was_seen(desk):
    assert "Ask for a manager" in case_page(desk, desk.contact)
    assert act(desk, desk.contact, act="ask", body=WHY).status_code == 302
    shown = case_page(desk, desk.contact)
    assert "Jonas Petersen (nordwind) asked for a manager" in shown
    assert "act-escalation" not in text_of(page(desk.contact, "case", desk.case.number, at=TUESDAY))
    assert "asked already" in read(act(desk, desk.contact, act="ask", body=WHY))
    assert "Jonas Petersen (nordwind) asks for a manager just now They go live & it hurts." in board(desk)
    assert act(desk, desk.manager, act="seen", body="I have called them.").status_code == 302
    assert "Marguerite Dahl has seen it just now I have called them." in board(desk)
    shown = case_page(desk, desk.contact)
    assert "Marguerite Dahl has seen that you asked for a manager" in shown
    assert "I have called them" not in shown


def test_a_manager_lowers_it_and_it_leaves_the_board(desk):
    act(desk, desk.agent, act="escalate", body=WHY)
    assert "Lower by one level" in case_page(desk, desk.manager)
    assert "Lower by one level" not in case_page(desk, desk.agent)
    assert act(desk, desk.manager, act="lower", body="It is solved in all but name.").status_code == 302
    assert "Marguerite Dahl ended the escalation" in case_page(desk, desk.agent)
    assert "Nothing is escalated" in board(desk)


def test_who_is_waited_for_is_not_offered_a_manager(desk):
    with working(desk.revalize.vendor):
        wait_for_partner(desk.case, by=desk.agent, at=TUESDAY)
    assert "act-escalation" not in text_of(page(desk.contact, "case", desk.case.number, at=TUESDAY))


def test_at_the_highest_level_nobody_is_offered_another(desk):
    with working(desk.revalize.vendor):
        for _level in range(3):
            escalate(desk.case, by=desk.agent, at=TUESDAY, body=WHY)
    assert "To management" not in case_page(desk, desk.agent)
    assert act(desk, desk.agent, act="nonsense").status_code == 400
