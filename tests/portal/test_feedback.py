"""Feedback for the vendor's people: follow-ups as tasks, who sees which answers, filters, the case's page."""

import re

import pytest
from django.test import Client

from notifications.models import Delivery
from portal.feedback import _dial
from portal.views import feedback as feedback_view
from tenants.models import Vendor
from tenants.scope import unscoped, working
from tests.portal.walking import asked_by, clock_at, page, post, signed_in, text_of
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
    assert '<a href="tel:+48585550100"><b>+48 58 555 0100</b></a> <span class="muted">mornings</span>' in text
    assert re.search(r"13:00 in \w+, same as yours", text)
    assert "overdue" not in text
    assert text_of(page(manager, "feedback", at=OVERDUE)).count("follow-up-late") == 2


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [("+44 (0)20 7946-0100 x12", "tel:+442079460100"), ("040 / 555 01 00", "tel:0405550100")],
)
def test_a_number_is_dialled_without_what_is_not_part_of_it(phone, dialled):
    assert _dial(phone) == dialled


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


@pytest.mark.parametrize(
    ("low", "rating", "cases", "marked"),
    [
        (1, "low", [], 0),
        (1, "fair", ["low"], 0),
        (3, "fair", ["call", "low"], 1),  # there is nothing between low and good, so nothing is chosen
        (4, "low", ["low"], 2),
        (4, "good", ["call"], 2),
    ],
)
def test_what_counts_as_low_follows_the_setting(desk, low, rating, cases, marked):
    vendor = desk.revalize.vendor
    with unscoped("a test changes a vendor's setting"):
        settings = {**vendor.settings, "survey_low_rating": {"value": low}}
        Vendor.objects.filter(pk=vendor.pk).update(settings=settings)
    assert shown(desk.revalize.manager, rating=rating) == [getattr(desk, name).case.number for name in cases]
    html = page(desk.revalize.manager, "feedback", at=ASKED + HOUR).content.decode()
    answers = html[html.index('id="answers"') :]
    assert answers.count("rated-low") == marked


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


def remove(person, survey, reason="Names a customer", question="quality", at=ASKED + HOUR):
    return post(person, "feedback_remove", survey.pk, question, at=at, reason=reason)


def test_a_manager_removes_a_comment_with_a_reason_and_everybody_reads_that_it_is_gone(desk):
    manager, staff, number = desk.revalize.manager, desk.revalize.staff, desk.low.case.number
    asked = text_of(page(manager, "feedback_remove", desk.low.pk, "quality", at=ASKED + HOUR))
    assert "Came back at once." in asked
    assert "mailed already" not in asked
    refused = remove(manager, desk.low, reason=" ")
    assert (refused.status_code, "Say why." in text_of(refused)) == (422, True)
    assert remove(manager, desk.low).status_code == 302
    gone = "Comment removed by Marguerite Dahl on 14 April 2026: Names a customer"
    for person in (manager, staff["agent"], staff["product_manager"]):
        for answer in (page(person, "feedback", at=OVERDUE), page(person, "case", number, at=OVERDUE)):
            assert gone in text_of(answer)
            assert "Came back at once." not in text_of(answer)
    for person in (staff["agent"], desk.revalize.staff["other agent"]):
        event = text_of(page(person, "case", number, at=OVERDUE))
        assert "Marguerite Dahl</b> removed a comment from the feedback" in event


def test_the_contact_reads_that_it_is_gone_and_not_why(desk):
    remove(desk.revalize.manager, desk.low)
    for query in ("", "?change=1"):
        with clock_at(ASKED + HOUR):
            answer = text_of(Client().get(address(desk.low) + query))
        assert "Comment removed by Revalize on 14 April" in answer
        assert "Names a customer" not in answer
        assert "Came back at once." not in answer
    with clock_at(ASKED + HOUR):
        assert Client().post(address(desk.low), {"service": "4", "quality": "3"}).status_code == 302
        assert "Comment removed by Revalize" in text_of(Client().get(address(desk.low)))
    assert "Marguerite" not in text_of(page(desk.nordwind.contact, "case", desk.low.case.number, at=OVERDUE))


def test_what_was_mailed_is_named_before_and_after(desk):
    with working(desk.revalize.vendor):
        task = follow_ups(desk.low)[0]
        Delivery.objects.create(
            vendor=desk.revalize.vendor, membership=desk.revalize.manager, channel="email", kind="survey.follow_up",
            subject="followup", subject_id=task.pk, at=ASKED, sent_at=ASKED, state="sent",
        )  # fmt: skip
    named = "It was mailed already, and these mails stay as they are: Marguerite Dahl."
    assert named in text_of(page(desk.revalize.manager, "feedback_remove", desk.low.pk, "quality", at=ASKED + HOUR))
    remove(desk.revalize.manager, desk.low)
    after = "Mailed before a comment was removed, to Marguerite Dahl"
    assert after in text_of(page(desk.revalize.manager, "feedback", at=OVERDUE))
    assert after not in text_of(page(desk.revalize.agent, "feedback", at=OVERDUE))


def test_only_a_survey_of_ones_own_vendor_and_one_of_the_three_comments_can_be_removed(desk):
    assert remove(desk.revalize.manager, desk.low, question="phone").status_code == 404
    with clock_at(ASKED):
        foreign = signed_in(desk.velixo.manager).post(
            f"/velixo/feedback/{desk.low.pk}/quality/remove/", {"reason": "x"}
        )
    assert foreign.status_code == 404
    assert remove(desk.revalize.agent, desk.low).status_code == 403
    assert "Came back at once." in text_of(page(desk.revalize.manager, "feedback", at=OVERDUE))


def test_only_who_may_remove_a_comment_is_offered_to(desk):
    offers = "/quality/remove/"
    assert offers in text_of(page(desk.revalize.manager, "feedback", at=ASKED + HOUR))
    assert offers in text_of(page(desk.revalize.manager, "case", desk.low.case.number, at=ASKED + HOUR))
    assert offers not in text_of(page(desk.revalize.agent, "feedback", at=ASKED + HOUR))


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
