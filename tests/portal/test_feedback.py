"""Feedback for the vendor's people: follow-ups as tasks, who sees which answers, filters, the case's page."""

import re

import pytest

from portal.views import feedback as feedback_view
from tests.portal.walking import asked_by, page, post, signed_in, text_of
from tests.surveyed import ASKED, DAY, HOUR, address, answered, follow_ups, surveyed

pytestmark = pytest.mark.django_db
OVERDUE = ASKED + 2 * DAY


@pytest.fixture
def desk(cast):
    """Nordwind rates the solution low, Baltic wishes a call; both on Ines' service."""
    cast.low, cast.call = surveyed(cast.revalize, cast.nordwind), surveyed(cast.revalize, cast.baltic)
    answered(cast.low, service=4, quality=2, quality_comment="Came back at once.")
    answered(cast.call, at=ASKED + HOUR, service=5, call_wished=True, phone="+48 58 555 0100", call_when="mornings")
    return cast


def shown(person, at=ASKED + HOUR, **query):
    """The numbers of the cases among the answers."""
    html = page(person, "feedback", at=at, **query).content.decode()
    return [int(number) for number in re.findall(r'feedback-card">.*?case-link"[^>]*>(\d+)', html, re.DOTALL)]


def tasks(person, at=ASKED + HOUR):
    html = page(person, "feedback", at=at).content.decode()
    return re.findall(r'id="follow-up-(\d+)"', html)


def test_managers_see_what_waits_first_and_all_answers_the_newest_first(desk):
    manager = desk.revalize.manager
    [low], [call] = follow_ups(desk.low), follow_ups(desk.call)
    assert tasks(manager) == [str(low.pk), str(call.pk)]
    assert shown(manager) == [desk.call.case.number, desk.low.case.number]
    text = text_of(page(manager, "feedback", at=ASKED + HOUR))
    assert '+48 58 555 0100</b> <span class="muted">mornings' in text
    assert "overdue" not in text
    assert text_of(page(manager, "feedback", at=OVERDUE)).count("follow-up-late") == 2


def test_an_agent_sees_the_answers_on_their_own_service_without_tasks(desk):
    assert shown(desk.revalize.agent) == [desk.call.case.number, desk.low.case.number]
    assert tasks(desk.revalize.agent) == []
    assert shown(desk.revalize.staff["other agent"]) == []


def test_a_product_manager_sees_what_was_shared_and_a_consultant_nothing_of_it(desk):
    staff = desk.revalize.staff
    assert shown(staff["product_manager"]) == [desk.low.case.number]
    assert shown(staff["consultant"]) == []
    assert "Shared with Product Management" in text_of(page(staff["product_manager"], "feedback", at=ASKED + HOUR))


@pytest.mark.parametrize(
    ("query", "cases"),
    [
        ({"rating": "low"}, ["low"]),
        ({"rating": "good"}, ["call"]),
        ({"rating": "fair"}, []),
        ({"rating": "x"}, ["call", "low"]),
        ({"days": "30"}, ["call", "low"]),
        ({"days": "-1", "partner": "x"}, ["call", "low"]),
        ({"partner": "0"}, []),
    ],
)
def test_answers_are_narrowed_by_rating_period_and_partner(desk, query, cases):
    assert shown(desk.revalize.manager, **query) == [getattr(desk, name).case.number for name in cases]


def test_a_partner_is_one_choice_and_old_answers_fall_out_of_the_period(desk):
    manager = desk.revalize.manager
    assert shown(manager, partner=desk.nordwind.partner.pk) == [desk.low.case.number]
    assert shown(manager, at=ASKED + 31 * DAY, days="30") == []
    assert len(shown(manager, at=ASKED + 31 * DAY)) == 2


def test_older_answers_follow_page_by_page(desk, monkeypatch):
    monkeypatch.setattr(feedback_view, "PAGE", 1)
    manager = desk.revalize.manager
    assert shown(manager) == [desk.call.case.number]
    assert shown(manager, before=desk.call.pk) == [desk.low.case.number]
    assert shown(manager, before="nonsense") == [desk.call.case.number]


def test_a_manager_takes_a_task_and_finishes_it_with_a_note(desk):
    manager, [task] = desk.revalize.manager, follow_ups(desk.call)
    assert post(manager, "feedback_claim", task.pk, at=ASKED + HOUR, owner="").status_code == 302
    assert "You have it" in text_of(page(manager, "feedback", at=ASKED + HOUR))
    refused = post(manager, "feedback_done", task.pk, at=ASKED + HOUR, outcome="spoken", note="")
    assert (refused.status_code, "Write something first." in text_of(refused)) == (422, True)
    refused = post(manager, "feedback_done", task.pk, at=ASKED + HOUR, note="Kept as typed")
    assert (refused.status_code, "Choose how it went." in text_of(refused)) == (422, True)
    assert "Kept as typed" in text_of(refused)
    done = post(manager, "feedback_done", task.pk, at=ASKED + 2 * HOUR, outcome="spoken", note="He is content.")
    assert done.status_code == 302
    [task] = follow_ups(desk.call)
    assert (task.outcome, task.done_at, task.done_by_id) == ("spoken", ASKED + 2 * HOUR, manager.pk)
    assert len(tasks(manager)) == 1
    assert "He is content." in text_of(page(manager, "feedback", at=ASKED + 2 * HOUR))


def test_a_task_that_somebody_took_meanwhile_is_not_taken_away(desk):
    [task] = follow_ups(desk.call)
    post(desk.revalize.manager, "feedback_claim", task.pk, at=ASKED + HOUR, owner="")
    other = desk.revalize.staff["administrator"]
    post(other, "feedback_claim", task.pk, at=ASKED + HOUR, owner="")
    assert follow_ups(desk.call)[0].owner_id == desk.revalize.manager.pk
    post(other, "feedback_claim", task.pk, at=ASKED + HOUR, owner=desk.revalize.manager.pk)
    assert follow_ups(desk.call)[0].owner_id == other.pk


def test_a_managers_note_is_not_shown_to_those_it_may_speak_of(desk):
    [task] = follow_ups(desk.low)
    post(desk.revalize.manager, "feedback_done", task.pk, at=ASKED + HOUR, outcome="settled", note="Spoke with Ines.")
    number = desk.low.case.number
    for person in (desk.revalize.agent, desk.revalize.staff["product_manager"]):
        for answer in (page(person, "feedback", at=OVERDUE), page(person, "case", number, at=OVERDUE)):
            assert "Settled without a call" in text_of(answer)
            assert "Spoke with Ines." not in text_of(answer)


def test_the_case_shows_its_answer_to_whom_it_concerns(desk):
    number, staff = desk.low.case.number, desk.revalize.staff
    sees = {
        role: "Came back at once." in text_of(page(person, "case", number, at=ASKED + HOUR))
        for role, person in staff.items()
    }
    assert sees == {
        "agent": True, "other agent": False, "manager": True, "administrator": True, "product_manager": True,
        "consultant": False, "account_manager": False,
    }  # fmt: skip
    # The partner's side reads its own answer behind its own link alone.
    assert "Came back at once." not in text_of(page(desk.nordwind.contact, "case", number, at=ASKED + HOUR))
    assert address(desk.low) in page(desk.nordwind.contact, "case", number, at=ASKED + HOUR).content.decode()


def test_figures_stand_above_the_answers(desk):
    text = text_of(page(desk.revalize.manager, "feedback", at=ASKED + DAY))
    assert "<b>4.5</b>" in text
    assert "100 % good or very good in 2 ratings, likely 34 to 100 %" in text


def test_without_any_answer_the_page_says_what_would_stand_there(cast):
    text = text_of(page(cast.revalize.manager, "feedback", at=ASKED))
    assert ("Nothing waits" in text, "No answers yet" in text) == (True, True)
    assert "No answer fits this choice" in text_of(page(cast.revalize.manager, "feedback", at=ASKED, rating="low"))


def test_the_page_asks_the_same_questions_for_one_answer_and_for_many(desk):
    client = signed_in(desk.revalize.manager)
    before = len(asked_by(client, "/revalize/feedback/", ASKED + DAY))
    for number in range(3):
        survey = surveyed(desk.revalize, desk.nordwind, at=ASKED + number * HOUR)
        answered(survey, at=ASKED + 5 * HOUR, service=1)
    assert len(asked_by(client, "/revalize/feedback/", ASKED + DAY)) == before
