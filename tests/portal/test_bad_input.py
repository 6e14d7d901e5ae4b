"""What only hand-made requests send: it is refused or left out, and never an error of ours."""

from base64 import urlsafe_b64encode

import pytest
from django.test import Client

from cases.models import Case
from cases.queues import CHANGED_ORDER
from cases.refusals import BeyondCalendar
from portal.desk.cursor import key_in
from portal.desk.lens import FILTERS
from portal.matter import effect
from portal.views import new_case
from slas.clock import HorizonError
from tenants.models import ListEntry, Person
from tenants.scope import acting
from tests.cast import TUESDAY, submitted
from tests.portal.walking import clock_at, page, post, signed_in, text_of

DIGITS = "1" * 5000


@pytest.fixture
def desk(cast):
    cast.agent, cast.contact = cast.revalize.agent, cast.nordwind.contact
    cast.case = submitted(cast.nordwind)
    return cast


@pytest.mark.parametrize("name", ["home", "case_list"])
@pytest.mark.parametrize("word", ["\0", "S\0", "\x1b"])
def test_a_severity_that_cannot_be_one_is_no_filter(desk, name, word):
    response = page(desk.contact, name, at=TUESDAY, severity=word)
    assert response.status_code == 200
    assert response.context["cases"].total == 1


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_of_the_queue_that_cannot_be_one_is_left_out(desk, name):
    response = page(desk.agent, "queue", at=TUESDAY, **{name: "a\0"})
    assert response.status_code == 200
    assert response.context["lens"].filters == {}


@pytest.mark.parametrize("field", ["case_type", "product", "environment", "severity", "impact", "first_steps"])
def test_a_code_that_no_list_can_have_is_refused_at_its_field(desk, field):
    response = post(desk.contact, "new_case", at=TUESDAY, **{field: "a\0"})
    assert response.status_code == 422
    assert "is not one of the available choices" in response.context["form"].errors[field][0]
    assert post(desk.contact, "forecast", at=TUESDAY, **{field: "a\0"}).status_code == 200


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("set_status", {"to": "referred", "department": "a\0"}),
        ("set_status", {"to": "resolved", "cause": "a\0"}),
        ("severity", {"act": "confirm", "severity": "a\0"}),
        ("assign", {"owner": "1\0"}),
        ("assign", {"owner": DIGITS}),
        ("watch", {"person": "1\0"}),
        ("watch", {"person": DIGITS}),
    ],
)
def test_an_act_with_a_word_that_names_nothing_is_refused(desk, name, data):
    assert post(desk.agent, name, desk.case.number, at=TUESDAY, **data).status_code == 422
    with acting(desk.agent):
        assert Case.objects.get().status == desk.case.status


def test_an_address_with_a_nul_is_no_page_for_members_too(desk):
    response = signed_in(desk.contact).get("/%00/")
    assert response.status_code == 404
    assert "Error 404" in text_of(response)


def test_an_empty_new_case_is_told_what_it_lacks(desk):
    response = post(desk.contact, "new_case", at=TUESDAY)
    assert response.status_code == 422
    assert "Say in one line what is wrong." in text_of(response)


@pytest.mark.parametrize("word", [urlsafe_b64encode(b"[" * 3000).decode(), "A" * 201, "é" * 8])
def test_a_cursor_that_is_none_is_the_first_page(desk, word):
    assert key_in(word, CHANGED_ORDER) is None
    assert len(page(desk.contact, "case_list", at=TUESDAY, after=word).context["rows"]) == 1
    assert len(page(desk.agent, "queue", at=TUESDAY, after=word).context["rows"]) == 1


@pytest.mark.parametrize("data", [{"case": DIGITS, "owner": "me"}, {"owner": DIGITS}])
def test_numbers_without_end_select_nothing(desk, data):
    response = post(desk.agent, "queue_act", at=TUESDAY, **{"case": str(desk.case.number), **data})
    (message,) = response.wsgi_request._messages
    assert str(message) == "Nothing was changed: select cases, and what is to be done with them."


@pytest.mark.parametrize("code", ["zh-hans", "fr", "de\0", "d" * 400])
def test_only_a_language_of_the_portal_is_kept(desk, code):
    client = signed_in(desk.contact)
    with clock_at(TUESDAY):
        assert client.post("/language/", {"language": code, "next": "/"}).status_code == 302
    assert Person.objects.get(pk=desk.contact.person_id).language == desk.contact.person.language
    client.post("/language/", {"language": "de", "next": "/"})
    assert Person.objects.get(pk=desk.contact.person_id).language == "de"


PART = {"HX-Request": "true"}
SIGN_IN = "/accounts/login/?next="


@pytest.mark.parametrize(
    ("page_url", "back"),
    [
        ("http://testserver/revalize/queue/?view=mine#case-1", "/revalize/queue/%3Fview%3Dmine"),
        ("https://evil.example/revalize/queue/", "/revalize/"),
        ("", "/revalize/"),
    ],
)
def test_a_part_of_a_page_leads_the_whole_page_to_sign_in_when_the_session_is_over(db, page_url, back):
    response = Client().get("/revalize/bell/count/", headers={**PART, "HX-Current-URL": page_url})
    assert (response.status_code, response.content) == (204, b"")
    assert response["HX-Redirect"] == f"{SIGN_IN}{back}&ended=1"


def test_after_sign_in_nobody_is_sent_to_what_can_only_be_posted(db):
    assert Client().post("/revalize/mails/retry/")["Location"] == f"{SIGN_IN}/revalize/&ended=1"
    assert Client().get("/revalize/queue/?view=mine")["Location"] == f"{SIGN_IN}/revalize/queue/%3Fview%3Dmine"


@pytest.mark.parametrize(
    ("address", "back"), [("cases/1/say/", "cases/1/"), ("cases/1/owner/", "cases/1/"), ("cases/new/", "cases/new/")]
)
def test_who_was_writing_when_the_session_ended_comes_back_to_the_draft(db, address, back):
    answer = Client().post(f"/revalize/{address}", {"body": "A word."})
    assert answer["Location"] == f"{SIGN_IN}/revalize/{back}&ended=1"
    assert b"What you wrote to a case is kept on this device" in Client().get(answer["Location"]).content


def test_who_merely_comes_is_not_told_of_a_session(db):
    answer = Client().get("/revalize/queue/", follow=True)
    assert b"kept on this device" not in answer.content


def test_an_empty_profile_is_told_what_it_lacks(desk):
    response = post(desk.contact, "profile", at=TUESDAY)
    assert set(response.context["form"].errors) == {"name", "language", "zone"}


def test_a_case_beyond_the_service_calendar_is_refused_with_a_word(desk, monkeypatch):
    """A calendar that nobody has prolonged."""

    def past(*args, **kwargs):
        raise BeyondCalendar

    monkeypatch.setattr(new_case, "submit", past)
    with acting(desk.contact):
        steps = list(ListEntry.objects.filter(list="first_step").values_list("code", flat=True))
    response = post(desk.contact, "new_case", at=TUESDAY, first_steps=steps, severity="S1", environment="production")
    assert response.status_code == 422
    assert "The service calendar does not reach that far; tell support." in text_of(response)


def test_what_sending_does_beyond_the_service_calendar_is_not_told(desk, monkeypatch):
    def past(*args):
        raise HorizonError("known to 2028 only")

    monkeypatch.setattr(effect, "close_due_at", past)
    response = page(desk.agent, "effect", desk.case.number, at=TUESDAY, then="resolved")
    assert (response.status_code, "closes by itself" in text_of(response)) == (200, False)


@pytest.mark.parametrize("year", ["0001", "1999", "2100", "9999"])
@pytest.mark.parametrize("field", ["starts_at", "ends_at", "first_day", "last_day"])
def test_a_notice_is_not_kept_with_a_year_that_no_zone_can_show(desk, field, year):
    day = f"{year}-01-01" if field.endswith("day") else f"{year}-01-01T00:00"
    response = post(desk.revalize.manager, "notice_new", at=TUESDAY, kind="release", title_en="News", **{field: day})
    assert response.status_code == 422
    assert response.context["form"].errors[field] == ["This year cannot be right."]


def test_hours_that_there_are_not_are_none(desk):
    typed = {"kind": "availability", "title_en": "Closed", "first_day": "2026-12-24", "hours": "1" * 20}
    response = post(desk.revalize.manager, "notice_new", at=TUESDAY, **typed)
    assert response.status_code in (302, 422)
