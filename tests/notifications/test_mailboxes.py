"""Mailboxes over a real IMAP conversation: everything once, whatever is killed, unreachable, large or many."""

import pytest

from notifications.inbound import mailboxes
from notifications.inbound.mailboxes import BadMailbox, account_of, sweep_mailboxes
from notifications.models import InboundMail, Mailbox
from portal import tasks
from tenants.scope import unscoped
from tests.cast import TUESDAY
from tests.imap_server import PASSWORD, USER, Inbox, open_inbox
from tests.notifications.writing import letter

pytestmark = pytest.mark.django_db
_count = iter(range(1, 1_000))


@pytest.fixture(scope="module")
def server():
    with open_inbox() as inbox:
        yield inbox


@pytest.fixture
def inbox(server, settings):
    """An empty folder of the server."""
    settings.EMAIL_TIMEOUT = 30
    inbox = Inbox(server.port, f"In{next(_count)}")
    settings.MAILBOXES = [inbox.url]
    inbox.renew()
    return inbox


def mails(count, text="It still happens."):
    return [letter("somebody@elsewhere.example", "support@portal.example", text).as_bytes() for _ in range(count)]


def read(seconds=60):
    return sweep_mailboxes(lambda: TUESDAY, seconds=seconds)


def kept():
    with unscoped("a test looks at mails that came in"):
        return list(InboundMail.objects.order_by("id"))


def box():
    with unscoped("a test looks at a mailbox"):
        return Mailbox.objects.get()


def test_what_lies_unread_is_kept_once_and_then_marked_as_seen(inbox):
    inbox.put(*mails(3))
    inbox.put(*mails(2), flags=r"(\Seen)")  # somebody had read these before the portal came
    assert (read(), read()) == ((3, []), (0, []))
    assert (len(kept()), inbox.unseen()) == (3, 0)
    assert (box().name, box().behind, box().read_at) == (f"{USER}@127.0.0.1/{inbox.folder}", 0, TUESDAY)


def test_what_somebody_reads_in_a_mail_program_is_not_missed_afterwards(inbox):
    read()
    inbox.put(*mails(2), flags=r"(\Seen)")
    assert read() == (2, [])


def test_a_full_mailbox_is_read_in_batches_over_several_rounds(inbox, monkeypatch):
    monkeypatch.setattr(mailboxes, "BATCH", 3)
    inbox.put(*mails(10))
    new, rounds = 0, 0
    while new < 10:
        found, troubles = read(seconds=0)  # no more than one message a round
        new, rounds = new + found, rounds + 1
        assert (troubles, box().behind > 0) == ([], new < 10)
    assert (rounds, len(kept())) == (10, 10)


def test_a_full_mailbox_is_read_on_at_once_and_an_empty_one_is_not(inbox, monkeypatch):
    begun = []
    for name in ("read_mailboxes", "handle_incoming_mails"):
        monkeypatch.setattr(getattr(tasks, name), "apply_async", lambda name=name, **_options: begun.append(name))
    monkeypatch.setattr(tasks, "READING_SECONDS", 0)
    inbox.put(*mails(2))
    tasks.read_mailboxes()
    assert begun == ["handle_incoming_mails", "read_mailboxes"]
    tasks.read_mailboxes()
    tasks.read_mailboxes()
    assert begun == ["handle_incoming_mails", "read_mailboxes", "handle_incoming_mails"]


def test_a_process_that_is_killed_between_keeping_and_marking_doubles_nothing(inbox, monkeypatch):
    inbox.put(*mails(3))

    def dies(*_arguments):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(mailboxes, "_advance", dies)
        with pytest.raises(SystemExit):
            read()
    assert len(kept()) == 1
    assert read() == (2, [])
    assert len({mail.key for mail in kept()}) == len(kept()) == 3


def test_of_a_message_that_is_too_large_only_the_head_is_fetched(inbox, settings):
    settings.MAX_MAIL_BYTES = 5000
    inbox.put(*mails(1, "x" * 60 + "\n" + "y\n" * 9000), *mails(1))
    assert read() == (2, [])
    large, small = kept()
    assert (large.size > 9000, large.raw.size < 1000, small.size < 1000) == (True, True, True)


def test_a_mailbox_that_cannot_be_reached_says_so_and_the_others_are_read(inbox, settings):
    settings.MAILBOXES = ["imap://gone%40portal.example:secret@127.0.0.1:1/INBOX", inbox.url]
    inbox.put(*mails(1))
    new, (trouble,) = read()
    assert new == 1
    assert trouble.startswith("The mailbox gone@portal.example@127.0.0.1/INBOX cannot be read: ")
    assert "secret" not in trouble
    with unscoped("a test looks at a mailbox"):
        gone = Mailbox.objects.get(name__startswith="gone")
    assert (gone.trouble_since, "refused" in gone.trouble) == (TUESDAY, True)


def test_a_wrong_password_or_folder_is_told_and_mended_without_a_trace(inbox, settings):
    settings.MAILBOXES = [inbox.url.replace("se%2Ccret", "wrong")]
    assert "wrong" not in read()[1][0]
    settings.MAILBOXES = [inbox.url.replace(inbox.folder, "Nowhere")]
    assert "Nowhere" in read()[1][0]
    settings.MAILBOXES = [inbox.url]
    read()
    with unscoped("a test looks at a mailbox"):
        assert Mailbox.objects.get(name=f"{USER}@127.0.0.1/{inbox.folder}").trouble == ""


def test_a_server_that_counts_anew_loses_and_doubles_nothing(inbox):
    some = mails(3)
    for unread in (some[:2], some):  # restored from a backup with the same mails, and one more
        inbox.renew()
        inbox.put(*unread)
        read()
    assert len(kept()) == 3


@pytest.mark.parametrize("url", ["pop://a:b@host", "imaps://host", "imaps://a:b@host:x/", "nonsense", "imaps://a:b@"])
def test_a_setting_that_names_no_mailbox_is_told_without_its_password(settings, url):
    with pytest.raises(BadMailbox) as told:
        account_of(url)
    assert ":b@" not in str(told.value)
    settings.MAILBOXES = [url]
    assert read() == (0, [str(told.value)])


def test_an_account_takes_percent_encoded_words_and_shows_no_password():
    account = account_of("imaps://support%40portal.example:se%2Ccret%2Fword@mail.example/Support/In")
    assert (account.user, account.password, account.folder, account.port) == (USER, PASSWORD, "Support/In", 993)
    assert PASSWORD not in repr(account)
