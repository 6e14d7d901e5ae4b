"""Providers' webhooks: mails that come in and what became of ours, over the real views of django-anymail."""

import base64
import hashlib
import hmac
import json

import pytest
from django.core.checks import run_checks
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from notifications.inbound import receiving
from notifications.inbound.handling import sweep_inbound
from notifications.mail.addresses import message_id
from notifications.models import DeadAddress, Delivery, InboundMail
from notifications.telling import sweep_announcements
from tenants.scope import unscoped, working
from tests.cast import TUESDAY, submitted
from tests.notifications.writing import address, letter

pytestmark = pytest.mark.django_db
SECRET = "provider:a-long-password"
KEY = "mailgun-signing-key"


@pytest.fixture
def stage(cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.MAIL_HOOKS = ["postmark", "mailgun", "sendgrid"]
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": KEY}
    cast.case = submitted(cast.nordwind)
    cast.jonas = cast.nordwind.contact
    cast.mail = letter(cast.jonas, address(cast.case, cast.jonas), "Grüße, it still happens.")
    return cast


def hook(provider, kind="inbound"):
    return reverse("mail_hook", args=[provider, kind])


def post(url, data, kind="application/json", secret=SECRET, **more):
    body = json.dumps(data) if kind == "application/json" else data
    brought = {"HTTP_AUTHORIZATION": f"Basic {base64.b64encode(secret.encode()).decode()}"} if secret else {}
    client = Client(enforce_csrf_checks=True)
    if kind == "form":
        return client.post(url, data, **brought)
    return client.post(url, body, content_type=kind, **brought, **more)


def kept():
    with unscoped("a test looks at mails that came in"):
        return list(InboundMail.objects.order_by("id"))


def handled():
    sweep_inbound(lambda: TUESDAY, seconds=60)
    (row,) = kept()
    return row.state, row.reason


def raw_postmark(stage):
    return {"RawEmail": stage.mail.as_string(), "FromFull": {"Email": "x@y.example"}, "MessageID": "p-1", "Headers": []}


def parsed_postmark(stage):
    return {
        "FromFull": {"Email": stage.jonas.person.email, "Name": "Jonas"},
        "ToFull": [{"Email": "support@portal.example", "Name": ""}],
        "OriginalRecipient": stage.mail["To"].partition("<")[2].rstrip(">"),
        "Subject": "Re: Quötes",
        "MessageID": "73e6d360-66eb-11e1-8e72-a8904824019b",
        "TextBody": "It still happens, Grüße.",
        "Headers": [{"Name": "Message-ID", "Value": "<parsed-1@partner.example>"}],
        "Attachments": [
            {"Name": "app.log", "Content": base64.b64encode(b"deadlock").decode(), "ContentType": "text/plain"}
        ],
    }


def mailgun_form(stage, key=KEY, **fields):
    signed = hmac.new(key.encode(), b"1776160000token-1", hashlib.sha256).hexdigest()
    return {"timestamp": "1776160000", "token": "token-1", "signature": signed, **fields}


def test_postmark_hands_the_whole_mail_over_and_it_is_kept_as_it_was(stage):
    assert post(hook("postmark"), raw_postmark(stage)).status_code == 200
    (row,) = kept()
    assert (row.state, row.source) == ("received", "postmark")
    with row.raw.open("rb") as file:
        assert file.read() == stage.mail.as_string().encode()
    assert handled() == ("filed", "answered")


def test_postmark_hands_a_mail_over_in_parts_with_its_files_and_its_hidden_recipient(stage):
    assert post(hook("postmark"), parsed_postmark(stage)).status_code == 200
    assert handled() == ("filed", "answered")
    with working(stage.revalize.vendor):
        message = stage.case.messages.latest("id")
        assert message.body == "It still happens, Grüße."
        assert [(file.name, file.size) for file in message.attachments.all()] == [("app.log", 8)]


def test_what_a_provider_posts_again_is_one(stage):
    for _time in range(2):
        assert post(hook("postmark"), parsed_postmark(stage)).status_code == 200
        assert post(hook("postmark"), raw_postmark(stage)).status_code == 200
    assert len(kept()) == 2


def test_mailgun_hands_a_mail_over_with_its_signature_in_any_charset(stage):
    raw = (
        stage.mail.as_bytes()
        .replace(b'charset="utf-8"', b'charset="latin-1"')
        .replace("Grüße".encode(), "Grüße".encode("latin-1"))
    )
    form = mailgun_form(stage, **{"body-mime": raw.decode("latin-1"), "recipient": "support@portal.example"})
    body = b"".join(
        b'--B\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value.encode("latin-1"))
        for name, value in form.items()
    )
    answer = post(hook("mailgun", "inbound_mime"), body + b"--B--\r\n", "multipart/form-data; boundary=B")
    assert answer.status_code == 200
    assert handled() == ("filed", "answered")
    with working(stage.revalize.vendor):
        assert stage.case.messages.latest("id").body.startswith("Grüße")


def test_a_wrong_signature_is_refused_and_nothing_is_kept(stage):
    form = mailgun_form(stage, key="another", **{"body-mime": stage.mail.as_string()})
    assert post(hook("mailgun", "inbound_mime"), form, "form").status_code == 403
    assert post(hook("mailgun", "inbound_mime"), {"body-mime": "x"}, "form").status_code == 403
    assert kept() == []


def test_sendgrid_hands_a_mail_over_raw_or_in_parts_with_files(stage):
    envelope = json.dumps({"from": stage.jonas.person.email, "to": [stage.mail["To"].partition("<")[2].rstrip(">")]})
    raw = {"email": stage.mail.as_string(), "envelope": envelope}
    parts = {
        "headers": f"From: {stage.jonas.person.email}\nTo: support@portal.example\nMessage-ID: <sg-1@p.example>\n",
        "text": "In parts.", "charsets": json.dumps({"text": "UTF-8"}), "envelope": envelope,
        "attachment-info": json.dumps({"attachment1": {"filename": "app.log"}}),
        "attachment1": SimpleUploadedFile("app.log", b"deadlock", "text/plain"),
    }  # fmt: skip
    assert [post(hook("sendgrid"), form, "form").status_code for form in (raw, parts)] == [200, 200]
    sweep_inbound(lambda: TUESDAY, seconds=60)
    assert [row.reason for row in kept()] == ["answered", "answered"]
    with working(stage.revalize.vendor):
        assert [file.name for file in stage.case.messages.latest("id").attachments.all()] == ["app.log"]


def test_without_its_secret_nobody_hands_anything_over(stage, settings):
    for secret in ("", "provider:wrong", "x"):
        answer = post(hook("postmark"), raw_postmark(stage), secret=secret)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Basic realm="mail"')
    form = mailgun_form(stage, **{"body-mime": stage.mail.as_string()})
    assert post(hook("mailgun", "inbound_mime"), form, "form", secret="").status_code == 401
    settings.ANYMAIL = {}
    answer = post(hook("postmark"), raw_postmark(stage))
    assert (answer.status_code, b"MAIL_HOOK_SECRET is not set" in answer.content) == (503, True)
    assert kept() == []


def test_only_the_providers_of_the_setting_have_an_address(stage, settings):
    settings.MAIL_HOOKS = ["mailgun"]
    assert post(hook("postmark"), raw_postmark(stage)).status_code == 404
    assert post(hook("nobody"), {}).status_code == 404
    assert post(hook("mailgun", "nonsense"), {}).status_code == 404
    assert Client().get(hook("mailgun")).status_code == 405


def test_a_provider_whose_key_is_missing_is_told_to_come_again(stage, settings):
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    form = mailgun_form(stage, **{"body-mime": stage.mail.as_string()})
    answer = post(hook("mailgun", "inbound_mime"), form, "form")
    assert (answer.status_code, b"not set up" in answer.content) == (503, True)


def test_what_cannot_be_kept_now_is_posted_again(stage, monkeypatch):
    def full(*_arguments):
        raise OSError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(receiving, "_keep", full)
        assert post(hook("postmark"), raw_postmark(stage)).status_code == 503
    assert post(hook("postmark"), raw_postmark(stage)).status_code == 200
    assert handled() == ("filed", "answered")


def test_nonsense_is_told_so_and_too_much_is_not_read(stage, settings):
    for body in ("{", "[]", "null", ""):
        assert post(hook("postmark"), body, "application/json; charset=utf-8").status_code == 400
    assert post(hook("sendgrid"), {"other": "x"}, "form").status_code == 400
    settings.MAX_MAIL_BYTES = 1000
    assert post(hook("postmark"), {"RawEmail": "x" * 3000}).status_code == 413
    assert kept() == []


def test_a_large_mail_is_known_by_its_head_and_its_sender_gets_a_word(stage, settings):
    settings.MAX_MAIL_BYTES = 3_000_000
    stage.mail.add_attachment(b"x" * 3_500_000, maintype="application", subtype="zip", filename="a.zip")
    assert post(hook("postmark"), raw_postmark(stage)).status_code == 200
    assert handled() == ("refused", "too_large")


def test_a_mail_that_nobody_sent_is_never_answered(stage):
    told = parsed_postmark(stage)
    told["Headers"].insert(0, {"Name": "Return-Path", "Value": "<>"})
    post(hook("postmark"), told)
    assert handled() == ("ignored", "automatic")


def delivered(stage):
    sweep_announcements(TUESDAY)
    with working(stage.revalize.vendor):
        Delivery.objects.filter(channel="email").update(state="sent", send_at=None)
        mine = Delivery.objects.filter(membership=stage.jonas, channel="email")
        mine.update(posted_as="883953f4-6105-42a2-a16a-77a8eac79483")
        return mine.get()


def bounce(stage, **other):
    return {
        "RecordType": "Bounce", "Type": "HardBounce", "ID": 42, "Email": stage.jonas.person.email.title(),
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483", "BouncedAt": "2026-04-14T08:00:00Z",
        "Details": "smtp;550 5.1.1 The email account does not exist.", **other,
    }  # fmt: skip


def stands(stage, told):
    with working(stage.revalize.vendor):
        row = DeadAddress.objects.filter(membership=stage.jonas).first()
        return Delivery.objects.get(pk=told.pk).state, row and row.bounces, bool(row and row.stopped_at)


def test_a_bounce_that_a_provider_tells_fails_the_mail_as_one_by_mail_does(stage):
    told = delivered(stage)
    for _time in range(2):
        assert post(hook("postmark", "tracking"), bounce(stage)).status_code == 200
    assert stands(stage, told) == ("failed", 1, False)


def test_a_full_mailbox_is_no_dead_one_and_what_was_delivered_changes_nothing(stage):
    told = delivered(stage)
    for event in (
        bounce(stage, Type="SoftBounce", Details="mailbox full"),
        bounce(stage, Type="HardBounce", Details="452 4.2.2 mailbox full"),
        bounce(stage, RecordType="Delivery", Recipient=stage.jonas.person.email, DeliveredAt="2026-04-14T08:00:00Z"),
    ):
        assert post(hook("postmark", "tracking"), event).status_code == 200
    assert stands(stage, told) == ("sent", None, False)


def test_a_report_of_spam_ends_the_mails_at_once(stage):
    told = delivered(stage)
    assert post(hook("postmark", "tracking"), bounce(stage, RecordType="SpamComplaint", Type="SpamComplaint"))
    assert stands(stage, told) == ("sent", 0, True)


def test_mailguns_events_are_signed_and_found_by_our_own_id(stage):
    told = delivered(stage)

    def event(key):
        return {
            "signature": mailgun_form(stage, key=key),
            "event-data": {
                "event": "failed", "severity": "permanent", "id": "e1", "timestamp": 1776160000.0,
                "recipient": stage.jonas.person.email, "user-variables": {"portal_message": message_id(told)},
                "delivery-status": {"code": 550, "message": "5.1.1 no such user"},
                "message": {"headers": {"message-id": "unknown@mailgun.example"}},
            },
        }  # fmt: skip

    assert post(hook("mailgun", "tracking"), event("another")).status_code == 403
    assert stands(stage, told) == ("sent", None, False)
    assert post(hook("mailgun", "tracking"), event(KEY)).status_code == 200
    assert stands(stage, told) == ("failed", 1, False)


def test_a_command_prints_the_addresses(settings, capsys):
    settings.MAIL_WEBHOOK, settings.MAIL_HOOKS, settings.PORTAL_URL = 0, ["postmark", "mailgun"], "https://h.example"
    call_command("mail_webhook")
    assert capsys.readouterr().out.split() == [
        "https://h.example/mail/hooks/postmark/inbound/",
        "https://h.example/mail/hooks/postmark/tracking/",
        "https://h.example/mail/hooks/mailgun/inbound_mime/",
        "https://h.example/mail/hooks/mailgun/tracking/",
    ]
    settings.MAIL_HOOKS = []
    with pytest.raises(CommandError):
        call_command("mail_webhook")


def test_the_portal_does_not_start_with_webhooks_that_stand_open(settings):
    def errors(hooks, secret=""):
        settings.MAIL_HOOKS, settings.ANYMAIL = hooks, {"WEBHOOK_SECRET": secret} if secret else {}
        return [error.id for error in run_checks() if error.id.startswith("portal.")]

    assert errors([]) == []
    assert errors(["postmark"]) == ["portal.E001"]
    assert errors(["postmark", "pigeon"], SECRET) == ["portal.E002"]
    assert errors(["postmark"], "short") == ["portal.E003"]
    assert errors(["postmark"], SECRET) == []
