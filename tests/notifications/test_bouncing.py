"""Mails of ours that come back: the delivery fails visibly, and an address that bounces for ever gets no more."""

from datetime import timedelta

import pytest

from notifications.mail.addresses import message_id
from notifications.mail.composing import NotToSend, compose
from notifications.mail.sending import sweep_mails
from notifications.models import DeadAddress, Delivery, State
from notifications.telling import sweep_announcements
from tenants.scope import working
from tests.cast import TUESDAY, submitted
from tests.notifications.corpus import mail
from tests.notifications.writing import LATER, post

DAY = timedelta(days=1)


@pytest.fixture
def stage(cast, mailbox):
    cast.jonas = cast.nordwind.contact
    return cast


def told(stage, at=TUESDAY):
    """A mail that was sent to the contact."""
    submitted(stage.nordwind, at)
    sweep_announcements(at)
    sweep_mails(lambda: at, seconds=60)
    with working(stage.revalize.vendor):
        return Delivery.objects.filter(membership=stage.jonas, channel="email").latest("id")


def came_back(name, delivery, at=LATER, number=1):
    token = message_id(delivery).removeprefix("<d-").partition("@")[0]
    return post(mail(name, **{"TOKEN": token, "bounce-": f"{number}-bounce-"}), at)


def now(delivery):
    with working(delivery.vendor_id):
        return Delivery.objects.get(pk=delivery.pk)


@pytest.mark.parametrize("name", ["bounce_postfix", "bounce_exchange", "bounce_plain_words"])
def test_a_mail_that_came_back_has_failed_with_the_servers_reason(stage, mailbox, name):
    delivery = told(stage)
    mailbox.mails.clear()
    row = came_back(name, delivery)
    assert (row.state, row.reason, row.delivery, row.membership) == ("filed", "bounced", delivery, stage.jonas)
    assert now(delivery).state == State.FAILED
    assert "It came back: 5" in now(delivery).trouble
    assert mailbox.mails == []


def test_a_mail_that_is_only_late_has_not_failed(stage):
    delivery = told(stage)
    assert came_back("bounce_gmail_delayed", delivery).reason == "delayed"
    assert now(delivery).state == State.SENT


def test_a_report_with_a_forged_id_changes_nothing(stage):
    delivery = told(stage)
    row = post(mail("bounce_postfix", TOKEN="1-1-1-aaaaaaaaaaaaaaaa"))
    assert (row.state, row.reason, now(delivery).state) == ("ignored", "automatic", State.SENT)


def test_an_address_that_bounces_for_ever_gets_no_more_mails_until_somebody_says_so(stage, mailbox):
    for number in range(3):
        at = TUESDAY + number * DAY
        came_back("bounce_postfix", told(stage, at), at + timedelta(hours=1), number)
    with working(stage.revalize.vendor):
        (dead,) = DeadAddress.objects.all()
    assert (dead.membership_id, dead.bounces, dead.stopped_at) == (
        stage.jonas.pk, 3, TUESDAY + 2 * DAY + timedelta(hours=1)
    )  # fmt: skip
    mailbox.mails.clear()
    next_one = told(stage, TUESDAY + 3 * DAY)
    assert (next_one.state, mailbox.to(stage.jonas.person.email)) == (State.DROPPED, [])
    assert compose(next_one) == NotToSend("Mails to this address come back; an administrator can start them again")
    with working(stage.revalize.vendor):
        dead.delete()
    assert not isinstance(compose(next_one), NotToSend)


def test_many_mails_that_come_back_at_once_count_as_one(stage):
    for number in range(4):
        came_back("bounce_postfix", told(stage), LATER, number)
    with working(stage.revalize.vendor):
        assert [(row.bounces, row.stopped_at) for row in DeadAddress.objects.all()] == [(1, None)]


def test_what_the_mail_server_refuses_at_the_door_counts_too(stage, mailbox):
    mailbox.refuse[stage.jonas.person.email] = "550 5.1.1 no such user"
    for number in range(3):
        told(stage, TUESDAY + number * DAY)
    with working(stage.revalize.vendor):
        (dead,) = DeadAddress.objects.all()
    assert (dead.bounces, dead.words, dead.stopped_at) == (3, "550 5.1.1 no such user", TUESDAY + 2 * DAY)
