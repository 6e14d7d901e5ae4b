"""A message and what is set with it are told once: one mail, one line in the bell."""

from datetime import timedelta

import pytest

from cases.verbs.assign_owner import assign_owner
from cases.verbs.resolve import resolve
from cases.verbs.say import say
from cases.verbs.wait_for_partner import wait_for_partner
from notifications.mail.sending import sweep_mails
from notifications.models import Delivery
from notifications.telling import sweep_announcements
from tenants.roles import Role
from tenants.scope import working
from tests.cast import TUESDAY, submitted
from tests.portal.walking import page

HOUR = timedelta(hours=1)
CONTACT = "designated_contact.jonas@nordwind.example"
OWNER = "agent.ines@revalize.example"


@pytest.fixture
def owned(cast, mailbox):
    """Ines owns a case, and everybody has heard of it."""
    cast.case = submitted(cast.nordwind, severity="S3", watchers=[cast.nordwind.people[Role.COLLEAGUE].pk])
    with working(cast.revalize.vendor):
        assign_owner(cast.case, cast.revalize.agent, by=cast.revalize.agent, at=TUESDAY)
    send_all(TUESDAY)
    mailbox.mails.clear()
    return cast


def send_all(at):
    sweep_announcements(at)
    sweep_mails(lambda: at, seconds=60)


def text(mail):
    return mail.get_body(("plain",)).get_content()


def bell(cast, member, at):
    with working(cast.revalize.vendor):
        found = Delivery.objects.bell_of(member).filter(at=at)
        assert found.count() == 1
    return page(member, "bell", at=at + HOUR).content.decode()


def test_an_answer_that_resolves_is_one_mail_that_says_both(owned, mailbox):
    agent, at = owned.revalize.agent, TUESDAY + HOUR
    with working(owned.revalize.vendor):
        say(owned.case, by=agent, at=at, body="The index is built.")
        resolve(owned.case, by=agent, at=at)
    send_all(at)
    (mail,) = mailbox.to(CONTACT)
    assert "Ines Okafor wrote, and marked it as resolved" in text(mail)
    assert "The index is built." in text(mail)
    assert "Without your word it closes by itself" in text(mail)
    assert "Ines Okafor wrote, and marked it as resolved" in bell(owned, owned.nordwind.contact, at)


def test_the_owner_hears_once_that_the_partner_wrote_and_so_reopened(owned, mailbox):
    with working(owned.revalize.vendor):
        resolve(owned.case, by=owned.revalize.agent, at=TUESDAY + HOUR)
    send_all(TUESDAY + HOUR)
    mailbox.mails.clear()
    at = TUESDAY + 2 * HOUR
    with working(owned.revalize.vendor):
        say(owned.case, by=owned.nordwind.contact, at=at, body="It is back.")
    send_all(at)
    (mail,) = mailbox.to(OWNER)
    assert "Jonas Petersen (nordwind) wrote, and reopened it" in text(mail)
    assert "It is back." in text(mail)


def test_a_question_says_that_an_answer_is_awaited(owned, mailbox):
    agent, at = owned.revalize.agent, TUESDAY + HOUR
    with working(owned.revalize.vendor):
        say(owned.case, by=agent, at=at, body="Which build is it?")
        wait_for_partner(owned.case, by=agent, at=at)
    send_all(at)
    (mail,) = mailbox.to(CONTACT)
    assert "Ines Okafor wrote, and waits for an answer" in text(mail)


def test_what_others_did_at_the_same_instant_is_told_by_itself(owned, mailbox):
    at = TUESDAY + HOUR
    with working(owned.revalize.vendor):
        say(owned.case, by=owned.revalize.agent, at=at, body="I shall look.")
        resolve(owned.case, by=owned.revalize.manager, at=at)
    send_all(at)
    assert ["resolved" in text(mail) for mail in mailbox.to(CONTACT)] == [False, True]
