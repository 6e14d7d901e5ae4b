"""The bell: what is told in it to whom, counted, and read."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from cases.verbs.assign_owner import assign_owner
from cases.verbs.note import note
from cases.verbs.propose_severity import propose_severity
from cases.verbs.say import say
from notifications.telling import sweep_announcements
from portal.views import bell as bell_view
from tenants.scope import working
from tests.cast import TUESDAY, submitted
from tests.portal.walking import asked_by, clock_at, page, post, signed_in, text_of

HOUR = timedelta(hours=1)


@pytest.fixture
def desk(cast):
    """Ines owns a case on which Jonas has written and proposed S1; she wrote a note."""
    cast.agent, cast.contact = cast.revalize.agent, cast.nordwind.contact
    cast.case = submitted(cast.nordwind, severity="S2", summary="Quotes cannot be saved")
    with working(cast.revalize.vendor):
        assign_owner(cast.case, cast.agent, by=cast.agent, at=TUESDAY)
        say(cast.case, by=cast.contact, at=TUESDAY + HOUR, body="Any news?")
        propose_severity(cast.case, "S1", by=cast.contact, at=TUESDAY + HOUR, body="Worse.")
        note(cast.case, by=cast.agent, at=TUESDAY + HOUR, body="Strange.")
    sweep_announcements(TUESDAY + HOUR)
    return cast


def lines(person, **query):
    """(what happened, on what) from the newest."""
    html = page(person, "bell", at=TUESDAY + 2 * HOUR, **query).content.decode()
    return re.findall(r"<b>([^<]+)</b>(?:<span[^>]*>[^<]*</span>)?<small>(\d+ [^<·]+?) ·", html)


def unread(person):
    return re.search(r"(\d+) unread", text_of(page(person, "bell_count", at=TUESDAY + 2 * HOUR)))[1]


def test_the_owner_hears_what_the_partner_did(desk):
    on = f"{desk.case.number} Quotes cannot be saved"
    assert lines(desk.agent) == [
        ("Jonas Petersen (nordwind) wrote", on),
        ("Jonas Petersen (nordwind) proposed severity S1", on),
        ("Jonas Petersen (nordwind) wrote", on),
    ]


def test_the_partner_hears_who_owns_the_case_and_nothing_of_notes(desk):
    assert lines(desk.contact) == [("Another Case Owner was named", f"{desk.case.number} Quotes cannot be saved")]


def test_unread_lines_are_counted_and_read_at_once(desk):
    assert unread(desk.agent) == "3"
    assert post(desk.agent, "bell_read", at=TUESDAY + 2 * HOUR).url == "/revalize/bell/"
    assert unread(desk.agent) == "0"
    assert unread(desk.contact) == "1"


def test_a_line_leads_to_the_event(desk):
    html = page(desk.agent, "bell", at=TUESDAY + 2 * HOUR).content.decode()
    assert f'href="/revalize/cases/{desk.case.number}/#event-' in html


def test_the_panel_is_a_fragment_with_the_newest_few(desk, monkeypatch):
    monkeypatch.setattr(bell_view, "PANEL", 2)
    with clock_at(TUESDAY + 2 * HOUR):
        response = signed_in(desk.agent).get("/revalize/bell/", headers={"HX-Request": "true"})
    assert response.content.count(b"bell-item-unread") == 2
    assert b"<html" not in response.content
    assert b'href="/revalize/bell/"' in response.content


def test_older_lines_are_on_the_next_page(desk, monkeypatch):
    monkeypatch.setattr(bell_view, "PAGE", 2)
    html = page(desk.agent, "bell", at=TUESDAY + 2 * HOUR).content.decode()
    before = re.search(r"before=(\d+)", html)[1]
    assert len(lines(desk.agent)) == 2
    assert len(lines(desk.agent, before=before)) == 1


def test_more_lines_take_no_more_queries(desk):
    with clock_at(TUESDAY + 2 * HOUR):
        client = signed_in(desk.agent)
    few = len(asked_by(client, "/revalize/bell/", TUESDAY + 2 * HOUR))
    with working(desk.revalize.vendor):
        for _number in range(5):
            say(desk.case, by=desk.contact, at=TUESDAY + HOUR, body="Hello?")
    sweep_announcements(TUESDAY + HOUR)
    assert len(asked_by(client, "/revalize/bell/", TUESDAY + 2 * HOUR)) == few
    assert len(lines(desk.agent)) == 8


def test_an_empty_bell_says_what_would_stand_there(desk):
    assert "Nothing new. What happens on your cases is told here." in text_of(
        page(desk.revalize.staff["other agent"], "bell", at=TUESDAY + 2 * HOUR)
    )


def test_a_count_that_has_not_changed_has_no_body_and_asks_little(desk):
    client, url = signed_in(desk.agent), "/revalize/bell/count/"
    with clock_at(TUESDAY + 2 * HOUR):
        first = client.get(url)
        assert (first.headers["Cache-Control"], first.status_code) == ("private, no-cache", 200)
        again = client.get(url, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        # Who it is, and the count: no page's frame.
        assert len(asked_by(client, url, TUESDAY + 2 * HOUR)) == 4
        client.post("/revalize/bell/read/")
        assert client.get(url, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_tab_that_was_left_open_leads_to_the_sign_in_once_its_person_is_signed_out(desk):
    asked = {"HX-Request": "true", "HX-Current-URL": "http://testserver/revalize/queue/"}
    answer = Client().get("/revalize/bell/count/", headers=asked)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["HX-Redirect"] == "/accounts/login/?next=/revalize/queue/&ended=1"
    answer = Client().get("/operator/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/accounts/login/?next=/operator/")
