"""Pages about mail: how one hears of things, what failed, how the sweeps stand, and the demo's mail reader."""

import json
import re
from datetime import time, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from notifications.inbound.handling import sweep_inbound
from notifications.mail.sending import sweep_mails
from notifications.models import Delivery, Preference, State
from notifications.telling import sweep_announcements
from notifications.topics import NUMBERS, Topic
from portal import tasks
from portal.sweeps import RARE, SWEEPS
from tenants.models import Person, SweepRun
from tenants.scope import unscoped, working
from tenants.tokens import Bearer, sign
from tests.cast import TUESDAY, submitted
from tests.notifications import conftest
from tests.notifications.notices import published
from tests.portal.walking import clock_at, page, post, signed_in, text_of

mailbox = conftest.mailbox  # the fixture
WISHES = {"cases": "digest", "notices": "portal", "surveys": "at_once", "digest_at": "17:30"}


def preference(person):
    with working(person.vendor_id):
        return Preference.objects.filter(membership=person).first()


def test_a_person_chooses_how_they_hear_of_things(cast):
    contact = cast.nordwind.contact
    answer = post(contact, "preferences", at=TUESDAY, **WISHES, quiet_from="22:00", quiet_to="07:00")
    assert answer.url == "/revalize/me/news/"
    kept = preference(contact)
    assert (kept.cases, kept.notices, kept.surveys) == ("digest", "portal", "at_once")
    assert (kept.quiet_from, kept.quiet_to, kept.digest_at) == (time(22), time(7), time(17, 30))
    assert preference(cast.baltic.contact) is None


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"quiet_from": "22:00"}, "Give both hours, or neither."),
        ({"quiet_from": "22:00", "quiet_to": "22:00"}, "would hold nothing back"),
        ({"cases": "by pigeon"}, "by pigeon is not one of the available choices"),
        ({"digest_at": "25:00"}, "Enter a valid time."),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_lost(cast, given, word):
    answer = post(cast.nordwind.contact, "preferences", at=TUESDAY, **{**WISHES, "quiet_to": "", **given})
    assert answer.status_code == 422
    assert word in text_of(answer)
    assert "22:00" in text_of(answer) or "quiet_from" not in given
    assert preference(cast.nordwind.contact) is None


def stop_address(person, topic=Topic.CASES):
    return f"/revalize/mails/stop/{sign('unsubscribe', Bearer(person.vendor_id, person.pk, NUMBERS[topic]))}/"


def test_opening_the_link_of_a_mail_changes_nothing_one_click_ends_the_mails(cast):
    contact, stranger = cast.nordwind.contact, Client(enforce_csrf_checks=True)
    url = stop_address(contact)
    for _scanner in range(2):
        assert "No more of these mails?" in text_of(stranger.get(url))
        assert stranger.head(url).status_code == 405
    assert preference(contact) is None
    answer = stranger.post(url, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert (answer.headers["Referrer-Policy"], answer.headers["Cache-Control"]) == ("no-referrer", "no-store")
    kept = preference(contact)
    assert (kept.cases, kept.notices) == ("portal", "at_once")


def test_the_page_of_the_link_asks_for_nothing_that_needs_a_sign_in(cast):
    """A part that only members may ask for would send the whole page to sign in."""
    answer = Client().get(stop_address(cast.nordwind.contact))
    assert b"hx-get" not in answer.content
    assert cast.nordwind.contact.name not in text_of(answer)


def test_a_link_for_a_topic_that_there_is_not_is_not_found(cast, client):
    contact = cast.nordwind.contact
    token = sign("unsubscribe", Bearer(contact.vendor_id, contact.pk, 99))
    assert client.get(f"/revalize/mails/stop/{token}/").status_code == 404


@pytest.fixture
def failed(cast):
    """Two failed mails at Revalize, one at Velixo, and one that waits."""
    submitted(cast.nordwind)
    submitted(cast.sarto)
    sweep_announcements(TUESDAY)
    with unscoped("a test has mails fail"):
        mails = Delivery.objects.filter(channel="email")
        mails.update(state=State.FAILED, trouble="550 5.1.1 no such user", attempts=3, send_at=None)
        cast.failed = {slug: list(mails.filter(vendor__slug=slug).order_by("pk")) for slug in ("revalize", "velixo")}
    submitted(cast.nordwind)
    sweep_announcements(TUESDAY)
    return cast


def states(cast, slug):
    with working(getattr(cast, slug).vendor):
        return list(Delivery.objects.filter(channel="email").order_by("pk").values_list("state", flat=True))


def test_an_administrator_sees_what_failed_and_why_and_nobodys_address(failed):
    words = text_of(page(failed.revalize.staff["administrator"], "mails", at=TUESDAY))
    assert "550 5.1.1 no such user" in words
    assert "Jonas Petersen (nordwind)" in words
    assert "3 attempts" in words
    assert "@nordwind.example" not in words
    assert "sarto" not in words


def test_an_administrator_has_one_sent_again_or_all(failed):
    ada = failed.revalize.staff["administrator"]
    post(ada, "mails_retry", at=TUESDAY, delivery=failed.failed["revalize"][0].pk)
    assert states(failed, "revalize") == ["waiting", "failed", "waiting", "waiting"]
    post(ada, "mails_retry", at=TUESDAY, delivery=failed.failed["velixo"][0].pk)
    assert set(states(failed, "velixo")) == {"failed"}
    post(ada, "mails_retry", at=TUESDAY, delivery="all")
    assert states(failed, "revalize") == ["waiting"] * 4
    assert set(states(failed, "velixo")) == {"failed"}
    answer = post(ada, "mails_retry", at=TUESDAY, delivery="1; DROP TABLE")
    assert answer.status_code == 302


def test_a_mail_says_what_it_is_about_with_a_way_there_and_a_notices_mail_its_title(cast):
    ada = cast.revalize.staff["administrator"]
    case, notice = submitted(cast.nordwind), published(cast)
    sweep_announcements(TUESDAY)
    with unscoped("a test sets up other mails"):
        for subject in ("scheduledreport", "digest"):
            Delivery.objects.create(
                vendor=ada.vendor, membership=ada, channel="email", kind=subject, subject=subject, at=TUESDAY,
                state=State.WAITING, send_at=TUESDAY,
            )  # fmt: skip
    answer = page(ada, "mails", at=TUESDAY, show="waiting")
    about = {told for _row, told in answer.context["rows"]}
    assert {(text, href) for text, href in about if "Rules" in text} == {
        ("Release: Rules patch 9.3.2", f"/revalize/notices/{notice.pk}/")
    }
    assert f"/revalize/cases/{case.number}/" in {href for _text, href in about}
    assert {text for text, href in about if not href} == {"Figures by email", "Daily mail"}
    assert "notice.published" not in text_of(answer)


def test_the_three_lists_say_when_they_are_empty(cast):
    ada = cast.revalize.staff["administrator"]
    for show, word in (("failed", "No mail failed"), ("waiting", "No mail waits"), ("sent", "No mail was sent yet")):
        assert word in text_of(page(ada, "mails", at=TUESDAY, show=show))


@pytest.fixture
def operator(db):
    call_command("make_operator", "olga@portal.example", name="Olga Brandt", stdout=StringIO())
    client = Client()
    with unscoped("a test finds somebody"):
        olga = Person.objects.get(email="olga@portal.example")
    client.force_login(olga)
    return client


def test_only_the_operator_has_the_operators_page(cast, operator):
    assert operator.get("/operator/").status_code == 200
    for person in (cast.revalize.staff["administrator"], cast.nordwind.contact):
        assert signed_in(person).get("/operator/").status_code == 404
    assert Client().get("/operator/").url == "/accounts/login/?next=/operator/"
    call_command("make_operator", "olga@portal.example", end=True, stdout=StringIO())
    assert operator.get("/operator/").status_code == 404


@pytest.mark.parametrize(
    ("email", "given", "reason"),
    [
        ("olga@portal.example", {}, "Nobody has the address olga@portal.example. Add them"),
        ("olga@portal.example", {"name": "Olga", "end": True}, "Nobody has the address olga@portal.example"),
        ("olga", {"name": "Olga"}, "'olga' is no email address"),
        ("olga@portal.example\nBcc: all@portal.example", {"name": "Olga"}, "is no email address"),
        ("olga@portal.example", {"name": "  "}, "A name has 1 to 120 letters"),
        ("olga@portal.example", {"name": "O" * 121}, "A name has 1 to 120 letters"),
    ],
)
def test_nobody_becomes_operator_by_a_slip_of_the_hand(db, email, given, reason):
    with pytest.raises(CommandError, match=re.escape(reason)):
        call_command("make_operator", email, stdout=StringIO(), **given)
    with unscoped("a test counts people"):
        assert not Person.objects.filter(email__startswith="olga").exists()


def test_a_sweep_that_does_not_come_is_seen_and_one_that_comes_is_not(cast, operator):
    submitted(cast.nordwind)
    # What comes once an hour may not have come yet.
    often = [each.name for each in SWEEPS.values() if each.every < RARE]
    with clock_at(TUESDAY):
        assert f"{len(often)} sweeps need somebody" in text_of(operator.get("/operator/"))
        for name in often:
            getattr(tasks, name)()
        assert "All sweeps run" in text_of(operator.get("/operator/"))
    quick = [each for each in SWEEPS.values() if each.every < timedelta(seconds=30)]
    with clock_at(TUESDAY + timedelta(minutes=2)):
        assert f"{len(quick)} sweeps need somebody" in text_of(operator.get("/operator/"))


def test_a_sweep_that_fails_says_why_and_keeps_what_it_did_before(cast, operator, monkeypatch):
    with clock_at(TUESDAY):
        tasks.sweep_closings()
        monkeypatch.setattr(tasks.sweeping, "sweep_closings", lambda now: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tasks.sweep_closings()
        assert "ZeroDivisionError: division by zero" in text_of(operator.get("/operator/"))
    assert SweepRun.objects.get(name="sweep_closings").succeeded_at == TUESDAY


def test_beat_asks_for_every_sweep_as_often_as_the_operators_page_expects_it(settings):
    settings_of = {entry["task"]: entry["schedule"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    missing = {name for name in SWEEPS if f"portal.tasks.{name}" not in settings_of}
    assert missing <= {"read_mailboxes", "forget_incoming_mails"}  # without a mailbox there is nothing to read
    seconds = {name: settings_of.get(f"portal.tasks.{name}") for name in SWEEPS}
    assert {
        name: SWEEPS[name].every.total_seconds() for name, every in seconds.items() if isinstance(every, int | float)
    } == {name: every for name, every in seconds.items() if isinstance(every, int | float)}


def test_monitors_read_the_same_from_the_command(cast):
    submitted(cast.nordwind)
    out = StringIO()
    with clock_at(TUESDAY + timedelta(minutes=10)), pytest.raises(SystemExit) as ended:
        tasks.sweep_milestones()
        call_command("sweeps", json=True, stdout=out)
    assert ended.value.code == 1
    told = {row["name"]: row for row in json.loads(out.getvalue())["sweeps"]}
    assert told["sweep_milestones"]["state"] == "well"
    assert (told["sweep_announcements"]["state"], told["sweep_announcements"]["due"]) == ("late", 1)


def test_without_a_catcher_the_demo_has_no_mail_reader(client, settings, db):
    settings.DEMO, settings.DEMO_MAIL_DIR = True, ""
    assert client.get("/demo/mail/").status_code == 404


MAIL = b"""Delivered-To: jonas@nordwind.example
From: Revalize Support <support@portal.example>
To: Jonas <jonas@nordwind.example>
Subject: 10001 Quotes
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/plain; charset="utf-8"

The words.
--b
Content-Type: text/html; charset="utf-8"

<html><head></head><body><script>alert(1)</script><a href="https://portal.example/">open</a></body></html>
--b--
"""


def test_the_demos_mails_are_read_in_the_browser(client, settings, db, tmp_path):
    settings.DEMO, settings.DEMO_MAIL_DIR = True, str(tmp_path)
    assert "No mails" in text_of(client.get("/demo/mail/"))
    name = "01795335799956964871"
    (tmp_path / f"{name}.eml").write_bytes(MAIL)
    assert "10001 Quotes" in text_of(client.get("/demo/mail/"))
    assert "10001 Quotes" not in text_of(client.get("/demo/mail/", {"to": "somebody else"}))
    assert "The words." in text_of(client.get(f"/demo/mail/{name}/"))
    html = client.get(f"/demo/mail/{name}/html/")
    policy = html.headers["Content-Security-Policy"]
    assert "sandbox allow-popups" in policy and "allow-scripts" not in policy and "script-src 'none'" in policy
    assert b'<base target="_top">' in html.content
    for bad in ("1", "../secret", "0" * 20):
        assert client.get(f"/demo/mail/{bad}/").status_code == 404


def test_an_answer_in_the_demo_comes_in_as_from_a_mailbox(cast, mailbox, client, settings, tmp_path):
    """From the receipt mail over the demo's page to the message on the case."""
    case = submitted(cast.nordwind)
    sweep_announcements(TUESDAY)
    sweep_mails(lambda: TUESDAY, seconds=60)
    settings.DEMO, settings.DEMO_MAIL_DIR = True, str(tmp_path)
    name = "01795335799956964871"
    receipt = mailbox.to("designated_contact.jonas@nordwind.example")[0]
    (tmp_path / f"{name}.eml").write_bytes(receipt.as_bytes())
    assert "Write something first." in text_of(client.post(f"/demo/mail/{name}/", {"text": " "}, follow=True))
    answer = client.post(f"/demo/mail/{name}/", {"text": "It works again since noon."}, follow=True)
    assert "Your answer is on its way" in text_of(answer)
    sweep_inbound(lambda: TUESDAY, seconds=60)
    with working(cast.revalize.vendor):
        message = case.messages.order_by("-id")[0]
        assert (message.body, message.channel, message.author) == (
            "It works again since noon.", "email", cast.nordwind.contact
        )  # fmt: skip
