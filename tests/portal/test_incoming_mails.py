"""The administrators' page of incoming mail, the provider's address, and what a case shows of a mail."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from notifications.models import DeadAddress, InboundMail, Mailbox
from tenants.roles import Role
from tenants.scope import unscoped, working
from tenants.tokens import Bearer, sign
from tests.cast import TUESDAY, submitted
from tests.notifications.writing import address, fresh, letter, post

pytestmark = pytest.mark.django_db
PAGE = "/revalize/mails/in/"


@pytest.fixture
def stage(cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cast.case = submitted(cast.nordwind)
    cast.jonas = cast.nordwind.contact
    cast.ada = Client()
    cast.ada.force_login(cast.revalize.staff[Role.ADMINISTRATOR].person)
    return cast


def text(response):
    return " ".join(response.content.decode().split())


def test_an_empty_page_says_what_would_stand_there(stage):
    assert "No mail has come in yet" in text(stage.ada.get(PAGE))


def test_administrators_see_what_became_of_each_mail_and_no_address(stage):
    post(letter(stage.jonas, address(stage.case, stage.jonas)), TUESDAY)
    post(letter("stranger@elsewhere.example", address(stage.case, stage.jonas)), TUESDAY)
    page = text(stage.ada.get(PAGE))
    for words in ("Put on its case", str(stage.case.number), "somebody at elsewhere.example", "Nordwind Systemhaus"):
        assert words in page
    assert "stranger@" not in page and stage.jonas.person.email not in page
    assert "Put on its case" not in text(stage.ada.get(f"{PAGE}?state=refused"))
    assert "No mail in this state" in text(stage.ada.get(f"{PAGE}?state=failed"))


def test_older_mails_stand_on_the_next_page(stage):
    with working(stage.revalize.vendor):
        InboundMail.objects.bulk_create(
            InboundMail(
                vendor=stage.revalize.vendor, key=f"k{number}", source="x", domain=f"d{number}.example", size=1,
                digest="", raw_until=TUESDAY, at=TUESDAY, state="ignored", reason="automatic",
            )
            for number in range(51)
        )  # fmt: skip
    page = text(stage.ada.get(PAGE))
    assert ("d50.example" in page, "d0.example" in page) == (True, False)
    before = page.partition("before=")[2].partition('"')[0]
    assert "d0.example" in text(stage.ada.get(f"{PAGE}?before={before}"))
    assert stage.ada.get(f"{PAGE}?before=nonsense&state=nonsense").status_code == 200


def test_a_refused_mail_is_tried_again_by_hand_and_a_filed_one_is_not(stage):
    refused = post(letter("stranger@elsewhere.example", address(stage.case, stage.jonas)), TUESDAY)
    filed = post(letter(stage.jonas, address(stage.case, stage.jonas)), TUESDAY)
    for row, words in ((refused, "looked at again"), (filed, "cannot be tried again")):
        url = reverse("incoming_mail_retry", args=["revalize", row.pk])
        assert words in text(stage.ada.post(url, follow=True))
    assert (fresh(refused).state, fresh(filed).state) == ("received", "filed")


def test_a_mailbox_that_cannot_be_read_is_shown_with_its_error(stage, settings):
    settings.MAILBOXES = ["imaps://a:b@c/"]
    with unscoped("a test breaks a mailbox"):
        Mailbox.objects.create(name="support@mail.example/INBOX", trouble="timed out", trouble_since=TUESDAY)
        Mailbox.objects.create(name="help@mail.example/INBOX", read_at=TUESDAY, behind=9950)
    page = text(stage.ada.get(PAGE))
    assert "The mailbox support@mail.example/INBOX cannot be read." in page and "timed out" in page
    assert "9950 mails are still to come" in page


def test_an_administrator_starts_mails_again_that_had_stopped(stage):
    with working(stage.revalize.vendor):
        dead = DeadAddress.objects.create(
            vendor=stage.revalize.vendor, membership=stage.jonas, bounces=3, last_at=TUESDAY, stopped_at=TUESDAY,
            words="5.1.1 no such user",
        )  # fmt: skip
    assert "Addresses that mails come back from" in text(stage.ada.get(PAGE))
    answer = stage.ada.post(reverse("mails_start_again", args=["revalize", dead.pk]), follow=True)
    assert f"Mails go to {stage.jonas.name} again." in text(answer)
    with working(stage.revalize.vendor):
        assert not DeadAddress.objects.exists()


def test_a_case_shows_that_a_message_came_by_mail_and_folds_its_quote(stage):
    words = "Done.\n\nOn Tue, Apr 14, 2026 at 10:00 AM Revalize Support wrote:\n> <b>Which</b> version?\n"
    post(letter(stage.jonas, address(stage.case, stage.jonas), words), TUESDAY)
    page = text(stage.ada.get(f"/revalize/cases/{stage.case.number}/"))
    assert "by mail" in page and "Show quoted text" in page
    assert "&gt; &lt;b&gt;Which&lt;/b&gt; version?" in page


def test_a_case_that_came_by_mail_says_what_is_assumed(stage):
    row = post(letter(stage.jonas, "support+revalize@portal.example"), TUESDAY)
    page = text(stage.ada.get(f"/revalize/cases/{row.case.number}/"))
    assert "Assumed, because no form was filled in" in page
    assert "What it is about, Product, Severity, Environment, Business impact" in page


def webhook(settings, number=1):
    settings.MAIL_WEBHOOK = 1
    return reverse("mail_in", args=[sign("webhook", Bearer(0, 0, number))])


def rows():
    with unscoped("a test looks at mails that came in"):
        return InboundMail.objects.count()


def test_a_provider_hands_a_mail_over_in_several_wrappings_and_it_is_one(stage, settings):
    url, raw = webhook(settings), letter(stage.jonas, address(stage.case, stage.jonas)).as_bytes()
    client = Client(enforce_csrf_checks=True)
    assert client.post(url, raw, content_type="message/rfc822").status_code == 200
    assert client.post(url, {"body-mime": raw.decode(), "sender": "x"}).status_code == 200
    told = json.dumps({"RawEmail": raw.decode(), "From": "x"})
    assert client.post(url, told, content_type="application/json").status_code == 200
    assert rows() == 1


def test_a_field_of_a_form_may_be_as_large_as_a_mail(stage, settings):
    raw = letter(stage.jonas, address(stage.case, stage.jonas), files=[("a.bin", b"x" * 3_000_000)]).as_bytes()
    assert Client().post(webhook(settings), {"body-mime": raw.decode()}).status_code == 200
    assert rows() == 1


def test_what_holds_no_mail_is_told_so(stage, settings):
    url, client = webhook(settings), Client()
    assert client.post(url, b"", content_type="message/rfc822").status_code == 400
    assert client.post(url, {"other": "x"}).status_code == 400
    assert client.post(url, "{", content_type="application/json").status_code == 400
    assert client.post(url, "[[1]]", content_type="application/json").status_code == 400
    assert client.get(url).status_code == 405


def test_a_mail_beyond_the_limit_is_known_by_its_head(stage, settings):
    settings.MAX_MAIL_BYTES = 10_000
    raw = letter(stage.jonas, address(stage.case, stage.jonas), "x\n" * 50_000).as_bytes()
    assert Client().post(webhook(settings), raw, content_type="message/rfc822").status_code == 200
    with unscoped("a test looks at mails that came in"):
        assert InboundMail.objects.get().size == len(raw)


def test_only_the_address_of_the_day_is_open(stage, settings):
    raw, client = b"From: a@b.example\n\nx", Client()
    closed = [
        webhook(settings, number=2),
        reverse("mail_in", args=[sign("reply", Bearer(0, 0, 1))]),
        reverse("mail_in", args=["a"]),
        reverse("mail_in", args=[sign("webhook", Bearer(stage.revalize.vendor.pk, 0, 1))]),
    ]
    assert [client.post(url, raw, content_type="message/rfc822").status_code for url in closed] == [404] * 4
    url = webhook(settings)
    settings.MAIL_WEBHOOK = 0
    assert client.post(url, raw, content_type="message/rfc822").status_code == 404
