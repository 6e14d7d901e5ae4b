"""Mails over a real SMTP conversation: once, from the portal's address, with only what their reader may read."""

from datetime import time, timedelta

import pytest
from django.db import OperationalError

from cases.verbs.assign_owner import assign_owner
from cases.verbs.note import note
from cases.verbs.redact import redact
from cases.verbs.resolve import resolve
from cases.verbs.say import say
from notifications.mail import endings, sending
from notifications.mail.addresses import read_reply
from notifications.mail.digests import sweep_digests
from notifications.mail.refusals import GIVE_UP, PAUSES, pause_away
from notifications.mail.sending import claim, next_due, sweep_mails
from notifications.models import Delivery, Preference, State
from notifications.models.preference import How
from notifications.preferences import change_preference, stop_mails
from notifications.telling import sweep_announcements
from notifications.topics import Topic
from tenants.models import Membership
from tenants.scope import unscoped, working
from tests.cast import TUESDAY, submitted

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
CONTACT = "designated_contact.jonas@nordwind.example"
MANAGER = "manager.marguerite@revalize.example"


def send_all(at=TUESDAY):
    sweep_announcements(at)
    return sweep_mails(lambda: at, seconds=60)


def mails(cast, **which):
    with working(cast.revalize.vendor):
        return list(Delivery.objects.select_related("case").filter(channel="email", **which).order_by("id"))


@pytest.fixture
def told(cast, mailbox):
    """A case that was submitted, taken and answered, each told at its time; a note was written between."""
    cast.case = submitted(cast.nordwind, severity="S3", summary="Übersicht zeigt falsche Werte")
    send_all()
    with working(cast.revalize.vendor):
        assign_owner(cast.case, cast.revalize.agent, by=cast.revalize.agent, at=TUESDAY + MINUTE)
        note(cast.case, by=cast.revalize.agent, at=TUESDAY + MINUTE, body="Between us: the rule cache.")
        say(cast.case, by=cast.revalize.agent, at=TUESDAY + MINUTE, body="Please send the log.\n\n<b>Now</b>")
    send_all(TUESDAY + MINUTE)
    return cast


def test_the_contact_gets_a_receipt_and_the_manager_hears_of_the_new_case(told, mailbox):
    receipt, manager = mailbox.to(CONTACT)[0], mailbox.to(MANAGER)[0]
    assert receipt["Subject"] == manager["Subject"] == f"{told.case.number} Übersicht zeigt falsche Werte"
    text = receipt.get_body(("plain",)).get_content()
    assert "We have received your case" in text
    assert "Initial response: due Thursday 16 April, 10:00 CEST" in text
    assert "New case, S3" in manager.get_body(("plain",)).get_content()


def test_a_mail_comes_from_the_portal_and_names_nobodys_own_address(told, mailbox):
    people = {row.person.email for row in [*told.revalize.staff.values(), *told.nordwind.people.values()]}
    for mail in mailbox.mails:
        assert mail["From"] == "Revalize Support <support@portal.example>"
        others = {address for address in people if address not in str(mail["To"])}
        assert [address for address in others if address in mail.as_string()] == []


def test_notes_stay_inside_and_what_was_typed_is_no_markup(told, mailbox):
    for mail in mailbox.to(CONTACT):
        assert "rule cache" not in mail.as_string()
    answer = mailbox.to(CONTACT)[-1]
    assert "Please send the log." in answer.get_body(("plain",)).get_content()
    assert "&lt;b&gt;Now&lt;/b&gt;" in answer.get_body(("html",)).get_content()


def test_mails_on_a_case_are_one_thread_and_say_that_a_machine_sent_them(told, mailbox):
    ours = mailbox.to(CONTACT)
    assert len({mail["Message-ID"] for mail in ours}) == len(ours) == 3
    assert {mail["References"] for mail in ours} == {f"<case-{told.case.vendor_id}-{told.case.pk}@portal.example>"}
    assert {mail["Auto-Submitted"] for mail in ours} == {"auto-generated"}
    assert {mail["List-Unsubscribe-Post"] for mail in ours} == {"List-Unsubscribe=One-Click"}


def test_only_who_may_answer_gets_an_address_that_takes_answers(told, mailbox):
    bearer = read_reply(str(mailbox.to(CONTACT)[0]["Reply-To"]))
    assert (bearer.vendor, bearer.membership, bearer.thing) == (
        told.revalize.vendor.pk, told.nordwind.contact.pk, told.case.pk
    )  # fmt: skip
    assert mailbox.to(MANAGER)[0]["Reply-To"] is None


def test_nothing_is_sent_twice(told, mailbox):
    before = len(mailbox.mails)
    assert send_all(TUESDAY + 60 * MINUTE) == 0
    assert len(mailbox.mails) == before


def leased(vendor, at=TUESDAY):
    """As by a process that is killed before it sends."""
    return claim(vendor.pk, next_due(vendor.pk, at), at)


def test_a_mail_whose_lease_ran_out_is_sent_again_under_the_same_message_id(cast, mailbox):
    submitted(cast.nordwind)
    sweep_announcements(TUESDAY)
    first = leased(cast.revalize.vendor)
    assert first.attempts == 1
    assert sweep_mails(lambda: TUESDAY, seconds=60) == 1
    assert sweep_mails(lambda: TUESDAY + sending.lease() - MINUTE / 60, seconds=60) == 0
    assert sweep_mails(lambda: TUESDAY + sending.lease(), seconds=60) == 1
    assert [row.state for row in mails(cast)] == [State.SENT, State.SENT]
    assert mails(cast, pk=first.pk)[0].attempts == 2


def test_who_was_too_slow_does_not_overwrite_what_the_next_one_did(cast, mailbox):
    submitted(cast.nordwind)
    sweep_announcements(TUESDAY)
    slow = leased(cast.revalize.vendor)
    sweep_mails(lambda: TUESDAY + sending.lease(), seconds=60)
    with working(cast.revalize.vendor):
        endings.unwritten(slow, ValueError("late")).write()
    assert mails(cast, pk=slow.pk)[0].state == State.SENT


def test_what_two_senders_have_read_is_leased_by_one_of_them(cast, mailbox):
    submitted(cast.nordwind)
    sweep_announcements(TUESDAY)
    vendor = cast.revalize.vendor.pk
    ours, theirs = next_due(vendor, TUESDAY), next_due(vendor, TUESDAY)
    taken = [claim(vendor, each, TUESDAY) for each in (ours, theirs, ours, theirs)]
    assert [each and each.pk for each in taken] == [*(row.pk for row in mails(cast)), None, None]


def test_an_address_that_does_not_exist_fails_at_once_and_says_why(cast, mailbox):
    mailbox.refuse[CONTACT] = "550 5.1.1 no such user"
    submitted(cast.nordwind)
    send_all()
    failed = mails(cast, state=State.FAILED)
    assert [(row.membership_id, row.trouble) for row in failed] == [
        (cast.nordwind.contact.pk, "550 5.1.1 no such user")
    ]
    assert len(mailbox.mails) == 1


def test_a_full_mailbox_is_tried_again_after_growing_pauses_and_then_fails(cast, mailbox):
    mailbox.refuse[CONTACT] = "452 4.2.2 mailbox full"
    submitted(cast.nordwind)
    send_all()
    at = TUESDAY
    for number, pause in enumerate(PAUSES, start=1):
        (row,) = mails(cast, membership=cast.nordwind.contact)
        assert (row.state, row.attempts, row.send_at) == (State.WAITING, number, at + pause)
        assert sweep_mails(lambda: row.send_at - timedelta(seconds=1), seconds=60) == 0  # noqa: B023
        at = row.send_at
        sweep_mails(lambda: row.send_at, seconds=60)  # noqa: B023
    (row,) = mails(cast, membership=cast.nordwind.contact)
    assert (row.state, row.trouble) == (State.FAILED, "452 4.2.2 mailbox full")


def test_a_server_that_is_away_ends_the_round_and_nothing_is_lost(cast, mailbox, settings):
    settings.EMAIL_PORT, port = 1, settings.EMAIL_PORT
    submitted(cast.nordwind)
    assert send_all() == 0
    states = [(row.state, row.attempts) for row in mails(cast)]
    assert states == [(State.WAITING, 0), (State.WAITING, 0)]
    assert "cannot be reached" in mails(cast)[0].trouble
    settings.EMAIL_PORT = port
    assert sweep_mails(lambda: TUESDAY + pause_away(), seconds=60) == 2


def test_after_three_days_without_a_server_a_mail_has_failed(cast, mailbox, settings):
    settings.EMAIL_PORT = 1
    submitted(cast.nordwind)
    sweep_announcements(TUESDAY)
    for _mail in range(2):
        sweep_mails(lambda: TUESDAY + GIVE_UP, seconds=60)
    assert [row.state for row in mails(cast)] == [State.FAILED, State.FAILED]


def test_a_letter_that_cannot_be_written_holds_up_no_other(cast, mailbox, monkeypatch):
    submitted(cast.nordwind)
    sweep_announcements(TUESDAY)
    written = sending.compose

    def compose(delivery):
        if delivery.membership_id == cast.nordwind.contact.pk:
            raise ValueError("no such field")
        return written(delivery)

    monkeypatch.setattr(sending, "compose", compose)
    assert sweep_mails(lambda: TUESDAY, seconds=60) == 1
    assert [row.trouble for row in mails(cast, state=State.FAILED)] == ["It could not be written: no such field"]


def test_who_left_meanwhile_gets_nothing(cast, mailbox):
    submitted(cast.nordwind)
    sweep_announcements(TUESDAY)
    with unscoped("a test ends a membership"):
        Membership.objects.filter(pk=cast.nordwind.contact.pk).update(active=False)
    sweep_mails(lambda: TUESDAY, seconds=60)
    assert mailbox.to(CONTACT) == []
    assert [row.state for row in mails(cast, membership=cast.nordwind.contact)] == [State.DROPPED]


def prefer(person, **choices):
    with working(person.vendor_id):
        Preference.objects.create(vendor_id=person.vendor_id, membership=person, **choices)


def test_a_digest_tells_at_its_hour_what_happened_and_nothing_before(cast, mailbox):
    prefer(cast.nordwind.contact, cases="digest", digest_at=time(17))
    case = submitted(cast.nordwind)
    with working(cast.revalize.vendor):
        say(case, by=cast.revalize.agent, at=TUESDAY + MINUTE, body="We are on it.")
    send_all(TUESDAY + MINUTE)
    assert mailbox.to(CONTACT) == []
    evening = TUESDAY.replace(hour=15)  # 17:00 in Berlin
    assert (sweep_digests(evening - MINUTE), sweep_digests(evening), sweep_digests(evening)) == (0, 1, 0)
    sweep_mails(lambda: evening, seconds=60)
    (digest,) = mailbox.to(CONTACT)
    assert digest["Subject"] == "2 pieces of news from Revalize"
    told = digest.get_body(("plain",)).get_content()
    assert "Ines Okafor wrote" in told
    assert "We are on it." in told
    assert {row.state for row in mails(cast, membership=cast.nordwind.contact)} == {State.BUNDLED, State.SENT}


def test_quiet_hours_hold_a_mail_back_until_they_end_but_not_an_urgent_one(cast, mailbox):
    prefer(cast.nordwind.contact, quiet_from=time(9), quiet_to=time(12))
    submitted(cast.nordwind, severity="S3")
    submitted(cast.nordwind, severity="S1")
    sweep_announcements(TUESDAY)
    waits = {row.case.severity: row.send_at for row in mails(cast, membership=cast.nordwind.contact)}
    assert waits == {"S3": TUESDAY.replace(hour=10), "S1": TUESDAY}


def test_stopped_mails_stay_away_and_the_bell_still_rings(cast, mailbox):
    with working(cast.revalize.vendor):
        stop_mails(cast.nordwind.contact, Topic.CASES)
    case = submitted(cast.nordwind)
    with working(cast.revalize.vendor):
        say(case, by=cast.revalize.agent, at=TUESDAY, body="We are on it.")
    send_all()
    assert mailbox.to(CONTACT) == []
    with working(cast.revalize.vendor):
        assert Delivery.objects.bell_of(cast.nordwind.contact).count() == 1


def test_who_stops_mails_gets_none_of_those_that_waited_for_the_morning_or_the_digest(cast, mailbox):
    contact, manager = cast.nordwind.contact, cast.revalize.manager
    prefer(contact, quiet_from=time(9), quiet_to=time(12))
    prefer(manager, cases="digest")
    submitted(cast.nordwind)
    sweep_announcements(TUESDAY)
    with working(cast.revalize.vendor):
        for person in (contact, manager):
            stop_mails(person, Topic.ESCALATIONS)
        assert {row.state for row in mails(cast)} == {State.WAITING, State.HELD}
        stop_mails(contact, Topic.CASES)
        topics = {topic: How.PORTAL if topic == Topic.CASES else How.AT_ONCE for topic in Topic}
        change_preference(manager, topics=topics, quiet=None, digest_at=time(8))
    assert [row.state for row in mails(cast)] == [State.DROPPED] * 2
    assert sweep_mails(lambda: TUESDAY + 2 * DAY, seconds=60) == 0


def test_a_digest_does_not_tell_words_that_were_removed(cast, mailbox):
    prefer(cast.nordwind.contact, cases="digest", digest_at=time(17))
    case = submitted(cast.nordwind)
    with working(cast.revalize.vendor):
        word = say(case, by=cast.revalize.agent, at=TUESDAY + MINUTE, body="The password is hunter2.")
        redact(word.message, by=cast.revalize.manager, at=TUESDAY + 2 * MINUTE)
    send_all(TUESDAY + 2 * MINUTE)
    evening = TUESDAY.replace(hour=15)
    sweep_digests(evening)
    sweep_mails(lambda: evening, seconds=60)
    (digest,) = mailbox.to(CONTACT)
    assert "Ines Okafor wrote" in digest.as_string()
    assert "hunter2" not in digest.as_string()


def test_who_left_before_the_digest_gets_none(cast, mailbox):
    prefer(cast.nordwind.contact, cases="digest", digest_at=time(17))
    submitted(cast.nordwind)
    sweep_announcements(TUESDAY)
    with unscoped("a test ends a membership"):
        Membership.objects.filter(pk=cast.nordwind.contact.pk).update(active=False)
    assert sweep_digests(TUESDAY + DAY) == 1
    sweep_mails(lambda: TUESDAY + DAY, seconds=60)
    assert mailbox.to(CONTACT) == []
    assert [row.state for row in mails(cast, kind="digest")] == [State.DROPPED]


def test_a_person_who_may_sign_in_nowhere_gets_nothing(cast, mailbox):
    submitted(cast.nordwind)
    sweep_announcements(TUESDAY)
    with unscoped("a test closes an account"):
        type(cast.nordwind.contact.person).objects.filter(pk=cast.nordwind.contact.person_id).update(is_active=False)
    sweep_mails(lambda: TUESDAY, seconds=60)
    assert (mailbox.to(CONTACT), len(mailbox.mails)) == ([], 1)


def test_what_was_redacted_before_it_was_sent_is_in_no_mail(cast, mailbox):
    case = submitted(cast.nordwind)
    with working(cast.revalize.vendor):
        said = say(case, by=cast.revalize.agent, at=TUESDAY, body="The password is hunter2.")
        sweep_announcements(TUESDAY)
        redact(said.message, by=cast.revalize.agent, at=TUESDAY + MINUTE)
    sweep_mails(lambda: TUESDAY + MINUTE, seconds=60)
    assert len(mailbox.to(CONTACT)) == 2
    assert not any("hunter2" in mail.as_string() for mail in mailbox.mails)


def test_a_database_that_goes_away_while_a_mail_is_written_fails_no_mail(cast, mailbox, monkeypatch):
    submitted(cast.nordwind)
    sweep_announcements(TUESDAY)

    def compose(delivery):
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patch, pytest.raises(OperationalError):
        patch.setattr(sending, "compose", compose)
        sweep_mails(lambda: TUESDAY, seconds=60)
    assert [row.state for row in mails(cast)] == [State.SENDING, State.WAITING]
    assert sweep_mails(lambda: TUESDAY + sending.lease(), seconds=60) == 2


def test_a_mail_of_which_its_sender_dies_each_time_fails_in_the_end(cast, mailbox):
    submitted(cast.nordwind)
    sweep_announcements(TUESDAY)
    at = TUESDAY
    for _death in range(endings.MOST):
        leased(cast.revalize.vendor, at)
        sweep_mails(lambda: at, seconds=60)  # noqa: B023
        at += sending.lease()
    assert sweep_mails(lambda: at, seconds=60) == 0
    (failed,) = mails(cast, state=State.FAILED)
    assert "never ended" in failed.trouble


def test_a_mail_speaks_its_readers_language(cast, mailbox):
    with unscoped("a test changes a person"):
        type(cast.nordwind.contact.person).objects.filter(pk=cast.nordwind.contact.person_id).update(language="de")
    submitted(cast.nordwind)
    send_all()
    assert 'lang="de"' in mailbox.to(CONTACT)[0].get_body(("html",)).get_content()


def test_who_may_say_that_it_is_solved_is_asked_and_told_when_it_closes_by_itself(told, mailbox):
    with working(told.revalize.vendor):
        resolve(told.case, by=told.revalize.agent, at=TUESDAY + 2 * MINUTE)
    send_all(TUESDAY + 2 * MINUTE)
    mail = mailbox.to(CONTACT)[-1]
    text = mail.get_body(("plain",)).get_content()
    assert "marked it as resolved" in text
    assert "Is it solved? Say so in the case, or write what is still wrong." in text
    assert "Without your word it closes by itself on Tuesday 21 April, 10:02 CEST." in text
    assert "closes by itself on Tuesday 21 April" in mail.get_body(("html",)).get_content()
    assert not any("Is it solved?" in str(other) for other in mailbox.to(MANAGER))
