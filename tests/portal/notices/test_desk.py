"""Notices at the desk: written, published, corrected; an incident gathers its cases and answers them."""

from datetime import UTC, date, datetime

import pytest

from cases.models import Case, CaseEvent, Message
from notifications.models import Notice, NoticeCase
from notifications.notices.link_case import link_case
from notifications.notices.wanted import Availability, Wording
from tenants.models import Person
from tenants.roles import Role
from tenants.scope import unscoped, working
from tests.cast import submitted
from tests.notifications.notices import drafted, published
from tests.portal.notices.told import NOW, found

pytestmark = pytest.mark.usefixtures("an_hour_later")


GIVEN = {
    "kind": "maintenance",
    "title_en": "Pause",
    "title_de": "Pause",
    "body_en": "We move the store.",
    "body_de": "Wir ziehen um.",
    "starts_at": "2026-04-18T20:00",
    "ends_at": "2026-04-18T23:00",
    "ahead": "now",
}


def test_a_manager_writes_looks_and_publishes(cast, post, read):
    manager = cast.revalize.manager
    answer = post(manager, "notice_new", **GIVEN)
    with unscoped("a test looks"):
        notice = Notice.objects.get()
    assert answer.url == f"/revalize/notices/{notice.pk}/"
    # Typed in the author's own time, Berlin's.
    assert notice.starts_at == datetime(2026, 4, 18, 18, tzinfo=UTC)
    html = read(manager, "notice", notice.pk)
    assert "It reaches 2 partners, 6 people." in html
    assert "Wir ziehen um." in html
    read(cast.nordwind.contact, "notice", notice.pk, status=404)
    assert post(manager, "notice_publish", notice.pk).status_code == 302
    assert found(notice).state == "scheduled"
    assert "Sat 20:00 to 23:00" in read(cast.nordwind.contact)


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(cast, post):
    answer = post(cast.revalize.manager, "notice_new", **{**GIVEN, "ends_at": "2026-04-18T19:00"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_ends_at_error"' in html
    assert "It ends before it begins." in html
    assert "We move the store." in html
    assert 'value="2026-04-18T20:00"' in html


def test_a_draft_that_cannot_be_published_comes_back_as_its_form(cast, post):
    notice = drafted(cast, "maintenance")
    answer = post(cast.revalize.manager, "notice_publish", notice.pk)
    assert answer.status_code == 422
    assert "Say when the maintenance ends." in answer.content.decode()
    assert "The rule cache is mended." in answer.content.decode()
    assert found(notice).state == "draft"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"kind": "\x00", "title_en": "\x00"},
        {"kind": "release", "title_en": "x" * 9999},
        {**GIVEN, "starts_at": "2026-03-29T02:30"},
        {**GIVEN, "starts_at": "9999-99-99T99:99"},
        {**GIVEN, "partners": ["99999999999999999999", "x"]},
        {**GIVEN, "products": ["no-such", "\x00"]},
        {**GIVEN, "kind": "availability", "first_day": "yesterday", "from_time": "25:00"},
    ],
)
def test_hand_made_input_is_answered_with_a_word(cast, post, given):
    answer = post(cast.revalize.manager, "notice_new", **given)
    assert answer.status_code == 422
    assert "not right yet" in answer.content.decode()


def test_a_product_manager_tells_of_products_and_of_nothing_else(cast, post):
    person = cast.revalize.staff[Role.PRODUCT_MANAGER]
    assert post(person, "notice_new", kind="release", title_en="News").status_code == 302
    assert post(person, "notice_new", **GIVEN).status_code == 403


def test_a_correction_stands_above_what_was_told_before(cast, post, read):
    notice = published(cast)
    data = {"title_en": "9.3.3", "title_de": "9.3.3", "body_en": "New words.", "body_de": "Neu."}
    assert post(cast.revalize.manager, "notice_correct", notice.pk, **data).status_code == 302
    html = read(cast.nordwind.contact, "notice", notice.pk)
    assert html.index("New words.") < html.index("What was told before") < html.index("The rule cache is mended.")


def test_an_availability_notice_says_beforehand_what_moves(cast, read):
    case = submitted(cast.nordwind, severity="S3")
    day = date(2026, 4, 15)
    notice = drafted(cast, "availability", availability=Availability("closed", day, day), regions=["emea"])
    html = read(cast.revalize.manager, "notice", notice.pk)
    assert "The clock of 1 running milestone moves:" in html
    assert f"{case.number}</a> Thursday 16 April, 10:00 CEST → <b>Friday 17 April, 10:00 CEST</b>" in html


def test_a_draft_with_one_title_is_found_by_readers_of_both_languages(cast, read):
    drafted(cast, wording=Wording(title_en="Half a draft"))
    with unscoped("a test changes a person"):
        Person.objects.filter(pk=cast.revalize.manager.person_id).update(language="de")
    assert ">Half a draft</a>" in read(cast.revalize.manager)
    assert "Half a draft" not in read(cast.revalize.agent)


# Incidents


@pytest.fixture
def incident(cast):
    notice = published(cast, "incident")
    cast.cases = [submitted(cast.nordwind), submitted(cast.baltic)]
    return notice


def test_an_agent_links_a_case_from_its_page_and_unlinks_it(cast, post, read, incident):
    case, agent = cast.cases[0], cast.revalize.agent
    answer = post(agent, "case_incident", case.number, notice=str(incident.pk), act="link")
    assert answer.status_code == 302
    with unscoped("a test looks"):
        assert list(NoticeCase.objects.values_list("case", flat=True)) == [case.pk]
    html = read(agent, "case", case.number)
    assert "linked it with an incident" in html
    assert "linked it with an incident" not in read(cast.nordwind.contact, "case", case.number)
    post(agent, "case_incident", case.number, notice=str(incident.pk), act="unlink")
    with unscoped("a test looks"):
        assert NoticeCase.objects.count() == 0
        kinds = CaseEvent.objects.filter(case=case, kind__in=["linked", "unlinked"]).values_list("kind", flat=True)
        assert list(kinds) == ["linked", "unlinked"]


@pytest.mark.parametrize("word", ["", "0", "x", "999999999999999999999", "\x00"])
def test_a_link_with_nothing_says_so(cast, post, incident, word):
    answer = post(cast.revalize.agent, "case_incident", cast.cases[0].number, notice=word, act="link")
    assert answer.status_code == 422
    assert "Choose the incident." in answer.content.decode()


def test_several_cases_are_linked_from_the_queue(cast, post, incident):
    numbers = [case.number for case in cast.cases]
    post(cast.revalize.agent, "queue_act", case=numbers, incident=str(incident.pk))
    with unscoped("a test looks"):
        assert NoticeCase.objects.filter(notice=incident).count() == 2


def test_before_an_incident_ends_one_reads_what_is_written_to_whom(cast, post, read, incident):
    manager = cast.revalize.manager
    with working(cast.revalize.vendor):
        for case in cast.cases:
            link_case(incident, case, by=cast.revalize.agent, at=NOW)
    html = read(manager, "notice_end", incident.pk)
    numbers = ", ".join(f"{case.number} ({case.partner.name})" for case in cast.cases)
    assert f"In English your answer is written on 2 cases: {numbers}" in html
    assert "None of these contacts reads German: it may stay empty." in html
    empty = post(manager, "notice_end", incident.pk, answer_en="")
    missing = "these 2 contacts read English: Jonas Petersen (baltic), Jonas Petersen (nordwind)"
    assert (empty.status_code, missing in empty.content.decode()) == (422, True)
    with unscoped("a test closes a case behind the reader's back"):
        Case.objects.filter(pk=cast.cases[1].pk).update(status="closed")
    post(manager, "notice_end", incident.pk, answer_en="It is over.")
    html = read(manager, "notice", incident.pk)
    assert f"Case {cast.cases[1].number} is closed. Reopen it to write again." in html
    with unscoped("a test looks"):
        assert list(Message.objects.filter(body="It is over.").values_list("case", "author")) == [
            (cast.cases[0].pk, manager.pk)
        ]


def test_german_readers_are_named_and_get_the_german_text_or_one_that_says_why_not(cast, post, read, incident):
    manager = cast.revalize.manager
    with working(cast.revalize.vendor):
        for case in cast.cases:
            link_case(incident, case, by=cast.revalize.agent, at=NOW)
    with unscoped("a test changes a person"):
        Person.objects.filter(memberships=cast.nordwind.contact.pk).update(language="de")
    html = read(manager, "notice_end", incident.pk)
    assert f"In German your answer is written on 1 case: {cast.cases[0].number} (Nordwind Systemhaus)" in html
    refused = post(manager, "notice_end", incident.pk, answer_en="It is over.")
    told = refused.content.decode()
    assert refused.status_code == 422
    assert "The German text is missing: this contact reads German: Jonas Petersen (nordwind)" in told
    assert 'id="id_answer_de_error"' in told
    assert "It is over." in told
    assert found(incident).state == "running"
    assert post(manager, "notice_end", incident.pk, answer_en="It is over.", one_for_all="on").status_code == 302
    with unscoped("a test looks"):
        (body,) = Message.objects.filter(case=cast.cases[0], author=manager).values_list("body", flat=True)
    assert body == "Diese Antwort liegt uns nur auf Englisch vor:\n\nIt is over."
