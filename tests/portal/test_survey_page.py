"""The page behind a survey's link: its states, its form without scripts, and what it says when something is wrong."""

import re

import pytest
from django.test import Client

from cases.verbs.reopen import reopen
from notifications.telling import sweep_announcements
from surveys.limits import VERSIONS
from tenants.scope import working
from tests.portal.walking import clock_at, page, signed_in, text_of
from tests.surveyed import ASKED, DAY, ENDS, HOUR, address, answered, answers, closed, survey_of, surveyed

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(cast):
    return surveyed(cast.revalize, cast.nordwind)


def opened(survey, at=ASKED, query=""):
    with clock_at(at):
        return Client().get(address(survey) + query)


def sent(survey, at=ASKED, **data):
    with clock_at(at):
        return Client().post(address(survey), data)


def checked(response):
    return dict(re.findall(r'name="(\w+)" value="(\d)"[^>]*checked', response.content.decode()))


def test_the_form_has_three_groups_of_five_with_words_and_no_rating(survey):
    html = opened(survey).content.decode()
    assert re.findall(r'type="radio" name="(\w+)" value="(\d?)"', html) == [
        (name, value) for name in ("service", "timeliness", "quality") for value in ("5", "4", "3", "2", "1", "")
    ]
    assert html.count("<legend") == 4
    assert "Very good" in html
    assert "You can change it until Tuesday 28 April, 12:00 CEST." in text_of(opened(survey))


def test_an_address_only_chooses_and_nonsense_in_it_is_left_out(survey):
    assert checked(opened(survey, query="?service=4&quality=1&timeliness=9&x=y")) == {"service": "4", "quality": "1"}
    assert answers(survey) == []


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({}, "service", "Rate at least one of the three, or write a word."),
        ({"service": "7"}, "service", "Choose one of the five."),
        ({"call_wished": "on", "phone": "soon"}, "phone", "On which number can we reach you?"),
        ({"quality": "3", "quality_comment": "x" * 2001}, "quality_comment", "2001 characters, the limit is 2000."),
        ({"quality": "3", "quality_comment": "a\x00b"}, "quality_comment", "Null characters are not allowed."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(survey, data, field, words):
    response = sent(survey, **{"timeliness_comment": "Kept as typed", **data} if data else data)
    html = response.content.decode()
    assert response.status_code == 422
    assert words in html[html.index(f'id="id_{field}_error"') :][:400]
    assert not data or "Kept as typed" in html
    assert answers(survey) == []


def test_after_sending_it_says_what_comes_next_and_until_when_it_can_be_changed(survey):
    assert sent(survey, service="2", call_wished="on", phone="040 123456", call_when="mornings").status_code == 302
    text = text_of(opened(survey))
    assert "A support manager of Revalize will call you on 040 123456. You said: mornings." in text
    assert "possible until Tuesday 28 April, 12:00 CEST" in text


def test_a_given_answer_can_be_changed_in_its_form(survey):
    answered(survey, service=2, quality=5, service_comment="Slow.")
    form = opened(survey, ASKED + HOUR, "?change=1")
    assert checked(form) == {"service": "2", "quality": "5"}
    assert "Slow." in text_of(form)
    assert "What you send now takes its place." in text_of(form)
    assert checked(opened(survey, ASKED + HOUR, "?service=4")) == {"service": "4", "quality": "5"}
    sent(survey, ASKED + HOUR, service="4")
    assert [(row.service, row.quality) for row in answers(survey)] == [(2, 5), (4, None)]


def test_two_versions_of_the_same_instant_are_no_trouble(survey):
    answered(survey, service=5)
    answered(survey, service=4)
    assert "<b>4</b> Good" in text_of(opened(survey))


def test_a_language_that_was_chosen_on_the_page_stays(survey):
    with clock_at(ASKED):
        sent = Client().post(address(survey) + "?language=de", {"service": "5"})
        assert sent.url == address(survey) + "?language=de"
        assert "?change=1&language=de" in text_of(Client().get(sent.url))


def test_a_survey_that_is_over_says_so_and_takes_nothing(survey):
    assert "It could be answered until Tuesday 28 April, 12:00 CEST." in text_of(opened(survey, ENDS))
    late = sent(survey, ENDS + DAY, service="5", service_comment="Sorry for the delay.")
    assert late.status_code == 409
    assert "What you sent just now was not recorded." in text_of(late)
    assert "Sorry for the delay." in text_of(late)
    assert answers(survey) == []


def test_an_answer_that_can_no_longer_be_changed_can_still_be_read(survey):
    answered(survey, service=4, service_comment="Kind.")
    text = text_of(opened(survey, ENDS))
    assert "Your answer counts, thank you." in text
    assert "<b>4</b> Good" in text
    assert "Kind." in text


def test_after_a_reopening_there_is_a_kind_word(cast, survey):
    with working(cast.revalize.vendor):
        reopen(survey.case, by=cast.nordwind.contact, at=ASKED, body="It is back.")
    sweep_announcements(ASKED)
    text = text_of(opened(survey))
    assert "Your case was opened again" in text
    assert "When the case is closed again, you get a new survey." in text
    assert sent(survey, service="5").status_code == 409


def test_a_survey_that_was_not_sent_yet_is_not_found(cast):
    assert opened(survey_of(closed(cast.revalize, cast.nordwind))).status_code == 404


def test_too_many_changes_are_refused_in_words(survey):
    for number in range(VERSIONS):
        answered(survey, service_comment=f"word {number}")
    assert "This answer was changed very often. The last one counts." in text_of(sent(survey, service="5"))


def test_the_contact_finds_the_survey_on_the_case_and_in_the_bell(cast, survey):
    sweep_announcements(ASKED)
    contact, number = cast.nordwind.contact, survey.case.number
    assert address(survey) in page(contact, "bell", at=ASKED).content.decode()
    assert address(survey) in page(contact, "case", number, at=ASKED).content.decode()
    answered(survey, service=5)
    assert "See or change your answer" in text_of(page(contact, "case", number, at=ASKED))
    assert address(survey) not in page(contact, "case", number, at=ENDS).content.decode()
    for role in ("colleague", "portal_manager"):
        assert address(survey) not in page(cast.nordwind.people[role], "case", number, at=ASKED).content.decode()


def test_somebody_who_is_signed_in_as_another_answers_as_the_contact(cast, survey):
    """The link is the permission: whose browser it is does not matter."""
    with clock_at(ASKED):
        signed_in(cast.revalize.agent).post(address(survey), {"service": "3"})
    assert [row.membership_id for row in answers(survey)] == [cast.nordwind.contact.pk]
