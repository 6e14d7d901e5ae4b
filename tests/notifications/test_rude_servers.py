"""Mail servers that are busy, full, broken or gone: no mail is lost, none comes twice that need not, and one mail's
trouble is not the others'.
"""

from datetime import timedelta

import pytest

from notifications.mail.refusals import PAUSES, pause_away
from notifications.mail.sending import sweep_mails
from notifications.models import Delivery, State
from notifications.telling import sweep_announcements
from tenants.scope import working
from tests.cast import TUESDAY, submitted
from tests.notifications.rude import DROP, HANG, open_rude

SOON, LATER = timedelta(seconds=1), PAUSES[0]


@pytest.fixture
def rude(settings):
    with open_rude() as rude:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", rude.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 1
        yield rude


@pytest.fixture
def told(cast):
    """Three cases: three receipts and three mails to the manager wait."""
    for _case in range(3):
        submitted(cast.nordwind)
    sweep_announcements(TUESDAY)
    return cast


def send(at=TUESDAY):
    return sweep_mails(lambda: at, seconds=60)


def rows(cast):
    """(state, attempts) of every mail."""
    with working(cast.revalize.vendor):
        mails = Delivery.objects.filter(channel="email").order_by("id")
        return list(mails.values_list("state", "attempts"))


def row(cast, number=0):
    with working(cast.revalize.vendor):
        return Delivery.objects.filter(channel="email").order_by("id")[number]


SENT, NEW = (State.SENT, 1), (State.WAITING, 0)


def test_many_mails_go_in_one_conversation(told, rude):
    assert send() == 6
    assert (rude.conversations, len(set(rude.taken))) == (1, 6)


@pytest.mark.parametrize("goodbye", [["421 4.7.0 enough for one conversation"], [DROP]])
def test_a_server_that_ends_the_conversation_after_a_mail_gets_the_others_in_another_one(told, rude, goodbye):
    rude.answers["AFTER"] = goodbye * 5
    assert send() == 6
    assert (rude.conversations, len(rude.taken), len(set(rude.taken))) == (6, 6, 6)


def test_a_server_that_says_421_to_the_next_mail_gets_it_in_another_conversation(told, rude):
    rude.answers["MAIL"] = ["250 fine", "421 4.7.0 too many mails", "250 fine"]
    assert send() == 6
    assert (rude.conversations, rows(told)) == (2, [SENT] * 6)


@pytest.mark.parametrize("moment", ["HELLO", "MAIL", "RCPT", "DATA", "."])
def test_a_server_that_closes_ends_the_round_and_counts_for_no_mail(told, rude, moment):
    rude.answers[moment] = ["421 4.3.2 closing"]
    assert send() == 0
    assert (rows(told), rude.conversations) == ([NEW] * 6, 1)
    assert row(told).trouble == "421 4.3.2 closing"
    assert send(TUESDAY + SOON) == 5
    assert send(TUESDAY + pause_away()) == 1


def test_a_busy_or_greylisting_server_gets_the_mail_again_a_minute_later(told, rude):
    rude.answers["RCPT"] = ["451 4.7.1 greylisted"]
    assert send() == 5
    assert rows(told) == [(State.WAITING, 1), *[SENT] * 5]
    assert (send(TUESDAY + LATER - SOON), send(TUESDAY + LATER)) == (0, 1)


@pytest.mark.parametrize(
    ("moment", "word"),
    [
        ("MAIL", "552 5.3.4 too large"),
        ("DATA", "554 5.6.0 no"),
        (".", "552 5.2.3 too large"),
        ("RCPT", "550 5.1.1 who?"),
    ],
)
def test_what_is_wrong_with_one_mail_fails_it_alone_and_the_conversation_goes_on(told, rude, moment, word):
    rude.answers[moment] = [word]
    assert send() == 5
    assert rows(told) == [(State.FAILED, 1), *[SENT] * 5]
    assert (row(told).trouble, rude.conversations) == (word, 1)


def test_a_server_that_does_not_take_our_sender_fails_no_mail(told, rude):
    rude.answers["MAIL"] = ["550 5.7.1 your account is suspended"]
    assert send() == 0
    assert rows(told) == [NEW] * 6


@pytest.mark.parametrize("rudeness", [DROP, HANG])
def test_a_mail_that_may_have_been_taken_comes_again_under_its_message_id_after_growing_pauses(told, rude, rudeness):
    """A server that dies of a mail each time must not get it every few seconds."""
    rude.answers["."] = [rudeness, rudeness]
    assert send() == 0
    assert rows(told) == [(State.WAITING, 1), *[NEW] * 5]
    assert row(told).send_at == TUESDAY + PAUSES[0]
    assert send(TUESDAY + SOON) == 0
    assert rows(told) == [(State.WAITING, 1), (State.WAITING, 1), *[NEW] * 4]
    assert send(TUESDAY + PAUSES[0] + SOON) == 6
    again = [name for name in rude.taken if rude.taken.count(name) == 2]
    assert (len(set(rude.taken)), len(rude.taken), len(set(again))) == (6, 8, 2)


def test_a_server_that_hangs_takes_one_timeout_of_a_round_and_not_each_mails(told, rude):
    rude.answers["HELLO"] = [HANG]
    assert send() == 0
    assert (rows(told), rude.conversations) == ([NEW] * 6, 1)
    assert send(TUESDAY + pause_away()) == 6
