"""From the closing to the answer over a real SMTP conversation: invitation, link, page, change, end (R40 to R42)."""

import re
from datetime import time

import pytest
from django.test import Client

from notifications.mail.digests import sweep_digests
from notifications.mail.sending import sweep_mails
from notifications.models import Delivery, State
from notifications.preferences import change_preference
from notifications.telling import sweep_announcements
from notifications.topics import Topic
from surveys.sweeping import sweep_expiry, sweep_invitations, sweep_reminders
from tenants.models import Person
from tenants.scope import unscoped, working
from tests.portal.walking import clock_at, text_of
from tests.surveyed import ASKED, DAY, ENDS, HOUR, answered, answers, closed, follow_ups, fresh, survey_of, surveyed

pytestmark = pytest.mark.django_db
CONTACT = "designated_contact.jonas@nordwind.example"
MANAGER = "manager.marguerite@revalize.example"
PRODUCT = "product_manager.piet@revalize.example"


def post_all(at):
    sweep_announcements(at)
    sweep_mails(lambda: at, seconds=60)


def words(mail):
    return mail.get_body(("plain",)).get_content()


def links(mail):
    """The addresses of the survey in both parts, without the portal's host."""
    html = mail.get_body(("html",)).get_content()
    found = re.findall(r"https://help\.portal\.example(/revalize/survey/[^\s\"<]+)", words(mail) + html)
    return sorted(set(found))


@pytest.fixture
def asked(cast, mailbox):
    """The invitation has come."""
    cast.case = closed(cast.revalize, cast.nordwind, summary="Übersicht zeigt falsche Werte")
    sweep_invitations(ASKED)
    post_all(ASKED)
    cast.mail = mailbox.to(CONTACT)[-1]
    return cast


def test_the_whole_way_from_the_mail_to_a_changed_answer(asked, mailbox):
    assert (
        str(asked.mail["Subject"]).strip() == f"How was our support? {asked.case.number} Übersicht zeigt falsche Werte"
    )
    assert "The link works until Tuesday 28 April, 12:00 CEST." in words(asked.mail)
    plain, *marked = links(asked.mail)
    assert [link.partition("?")[2] for link in marked] == [f"service={number}" for number in range(1, 6)]
    survey = survey_of(asked.case)

    with clock_at(ASKED + HOUR):
        for _again in range(2):  # a scanner follows every link, and so do people
            for link in (plain, *marked):
                assert Client().get(link, headers={"purpose": "prefetch"}).status_code == 200
                assert Client().head(link).status_code == 200
        assert (answers(survey), fresh(survey).answered_at) == ([], None)

        chosen = Client().get(marked[3]).content.decode()
        assert re.findall(r'name="(\w+)" value="(\d)"[^>]*checked', chosen) == [("service", "4")]

        browser = Client(enforce_csrf_checks=True)
        sent = browser.post(marked[3], {"service": "4", "quality": "2", "quality_comment": "Slow still."})
        assert (sent.status_code, sent.url) == (302, plain)
        assert "Thank you" in text_of(browser.get(plain))
    assert [(row.service, row.timeliness, row.quality) for row in answers(survey)] == [(4, None, 2)]

    with clock_at(ASKED + DAY):
        change = {"service": "4", "quality": "4", "call_wished": "on", "phone": "+49 40 555 0100"}
        assert Client().post(plain, change).status_code == 302
    assert [row.number for row in answers(survey)] == [1, 2]
    assert [task.reason for task in follow_ups(survey)] == ["low_rating", "call"]

    post_all(ASKED + DAY)
    [call] = [mail for mail in mailbox.to(MANAGER) if "Please call back" in str(mail["Subject"])]
    assert "Phone: +49 40 555 0100" in words(call)
    assert "Due Thursday 16 April, 11:00 CEST" in words(call)
    # What was rated low has become a wished call before anybody was told of it.
    assert not [mail for mail in mailbox.to(MANAGER) if "A low rating" in str(mail["Subject"])]
    [shared] = [mail for mail in mailbox.to(PRODUCT) if "Feedback for your department" in str(mail["Subject"])]
    assert "Feedback like this is shared with your department." in words(shared)

    sweep_expiry(ENDS)
    with clock_at(ENDS):
        assert "This survey is over" in text_of(Client().get(plain))
        late = Client().post(plain, {"service": "1", "service_comment": "One more thing."})
        assert (late.status_code, "One more thing." in text_of(late)) == (409, True)
    assert (len(answers(survey)), fresh(survey).service) == (2, 4)


def test_a_reminder_comes_once_in_the_same_thread(asked, mailbox):
    for days in (4, 5, 6):
        sweep_reminders(ASKED + days * DAY)
        post_all(ASKED + days * DAY)
    first, second = [mail for mail in mailbox.to(CONTACT) if "support" in str(mail["Subject"])]
    assert str(second["Subject"]).strip().startswith("Reminder: how was our support?")
    assert first["References"] == second["References"]
    assert "We asked a few days ago, and ask just this once more." in words(second)


def test_a_german_gets_a_german_mail_and_page(cast, mailbox):
    with unscoped("a test changes a person's language"):
        Person.objects.filter(email=CONTACT).update(language="de")
    closed(cast.revalize, cast.nordwind)
    sweep_invitations(ASKED)
    post_all(ASKED)
    mail = mailbox.to(CONTACT)[-1]
    assert str(mail["Subject"]).strip().startswith("Wie war unser Support?")
    with clock_at(ASKED):
        assert "Wie war unser Support?" in text_of(Client().get(links(mail)[0]))
        assert "How was our support?" in text_of(Client().get(links(mail)[0] + "?language=en"))


def test_an_invitation_that_waits_for_a_digest_is_in_it_with_its_link(cast, mailbox):
    contact = cast.nordwind.contact
    with working(cast.revalize.vendor):
        topics = dict.fromkeys(Topic, "at_once") | {Topic.SURVEYS: "digest"}
        change_preference(contact, topics=topics, quiet=None, digest_at=time(8))
    survey = surveyed(cast.revalize, cast.nordwind)
    post_all(ASKED)
    assert not [mail for mail in mailbox.to(CONTACT) if "/survey/" in words(mail)]
    sweep_digests(ASKED + DAY)
    post_all(ASKED + DAY)
    digest = mailbox.to(CONTACT)[-1]
    assert "How was our support?" in words(digest)
    assert len(links(digest)) == 1
    assert fresh(survey).state == "open"


@pytest.mark.parametrize("how", ["answered", "over"])
def test_an_invitation_that_came_to_nothing_meanwhile_is_not_sent(cast, mailbox, how):
    survey = surveyed(cast.revalize, cast.nordwind)
    sweep_announcements(ASKED)
    if how == "answered":
        answered(survey, service=5)
    late = ENDS if how == "over" else ASKED
    sweep_mails(lambda: late, seconds=60)
    with working(cast.revalize.vendor):
        assert Delivery.objects.get(kind="survey.invited", channel="email").state == State.DROPPED


def test_a_link_opens_one_survey_and_nothing_else(asked):
    plain = links(asked.mail)[0]
    with clock_at(ASKED):
        assert Client().get(plain.replace("/survey/", "/mails/stop/")).status_code == 404
        page = Client().get(plain)
        assert page.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
        assert (page.headers["Referrer-Policy"], page.headers["Cache-Control"]) == ("no-referrer", "no-store")
        assert f"/{asked.revalize.vendor.slug}/cases/" not in page.content.decode()
        assert "sessionid" not in page.cookies
        assert Client().put(plain).status_code == 405
