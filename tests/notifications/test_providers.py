"""Mail through a provider's API, up to the HTTP request; and what the provider tells of it afterwards."""

import json

import pytest

from notifications.inbound.tracking import Told, Track, note_track
from notifications.mail.addresses import message_id, read_message_id
from notifications.mail.refusals import PAUSES
from notifications.mail.sending import sweep_mails
from notifications.models import DeadAddress, Delivery
from notifications.telling import sweep_announcements
from tenants.scope import unscoped, working
from tests.cast import TUESDAY, submitted
from tests.provider_api import HANGS_UP, open_api

ID = "b7bc2f4a-1"
INACTIVE = "You tried to send to a recipient that has been marked as inactive."


@pytest.fixture
def api(settings):
    with open_api() as api:
        settings.MAIL_PROVIDER = "postmark"
        settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
        settings.ANYMAIL = {
            "IGNORE_UNSUPPORTED_FEATURES": True, "POSTMARK_SERVER_TOKEN": "key-1", "POSTMARK_API_URL": api.url,
        }  # fmt: skip
        settings.DEFAULT_FROM_EMAIL = "support@portal.example"
        settings.PORTAL_URL = "https://help.portal.example"
        yield api


@pytest.fixture
def told(cast, api):
    """The receipt of a case, waiting to go to its contact; nothing else waits."""
    submitted(cast.nordwind)
    sweep_announcements(TUESDAY)
    with unscoped("a test looks at deliveries"):
        mine = Delivery.objects.filter(membership=cast.nordwind.contact, channel="email")
        Delivery.objects.filter(channel="email").exclude(pk__in=mine).delete()
        cast.told = mine.get()
    return cast


def taken(letter):
    return {"ErrorCode": 0, "Message": "OK", "MessageID": ID, "To": letter["To"], "SubmittedAt": "2026-04-14T08:00:00Z"}


def inactive(letter):
    found = (
        f"\nFound inactive addresses: {letter['To'].partition('<')[2].rstrip('>')}.\nInactive recipients are ones that"
    )
    return {"ErrorCode": 406, "Message": INACTIVE + found}


def send():
    return sweep_mails(lambda: TUESDAY, seconds=30)


def row(told):
    with working(told.revalize.vendor):
        return Delivery.objects.get(pk=told.told.pk)


def dead(told):
    with working(told.revalize.vendor):
        return DeadAddress.objects.filter(membership=told.nordwind.contact).first()


def track(stage, **other):
    by_id = {"posted_as": ID, "ours": ""}
    given = {"told": Told.BACK, "recipient": stage.nordwind.contact.person.email, "words": "550 5.1.1 gone", **by_id}
    return note_track(Track(**(given | other)), TUESDAY)


def test_a_mail_goes_out_as_the_providers_api_wants_it_and_its_id_is_kept(told, api):
    api.answers = [(200, taken)]
    assert send() == 1
    (path, headers, body), sent = api.requests[0], row(told)
    letter = json.loads(body)
    assert (path, headers["X-Postmark-Server-Token"]) == ("/email", "key-1")
    assert told.nordwind.contact.person.email in letter["To"]
    assert letter["From"].endswith("<support@portal.example>") and "+r-" in letter["ReplyTo"]
    names = {header["Name"]: header["Value"] for header in letter["Headers"]}
    assert names["Message-ID"] == message_id(told.told) and names["X-PM-KeepID"] == "true"
    assert names["Auto-Submitted"] == "auto-generated"
    assert read_message_id(letter["Metadata"]["portal_message"]).thing == told.told.pk
    assert (sent.state, sent.posted_as) == ("sent", ID)


@pytest.mark.parametrize("refusal", [inactive, {"ErrorCode": 406, "Message": INACTIVE}])
def test_a_recipient_that_the_provider_refuses_fails_and_holds_up_no_other(told, api, refusal):
    with working(told.revalize.vendor):
        other = Delivery.objects.get(pk=told.told.pk)
        other.pk, other.announcement = None, None
        other.save()
    api.answers = [(422, refusal), (200, taken)]
    assert send() == 1
    assert (row(told).state, "inactive" in row(told).trouble, "key-1" in row(told).trouble) == ("failed", True, False)


@pytest.mark.parametrize(("status", "words"), [(401, "401"), (500, "500"), (429, "429")])
def test_a_provider_that_is_away_or_wants_another_key_costs_no_attempt(told, api, status, words):
    api.answers = [(status, {"Message": "no"})]
    assert send() == 0
    assert (row(told).state, row(told).attempts, words in row(told).trouble) == ("waiting", 0, True)


def test_a_provider_that_cannot_be_reached_costs_no_attempt(told, settings):
    settings.ANYMAIL = settings.ANYMAIL | {"POSTMARK_API_URL": "http://127.0.0.1:1/"}
    assert send() == 0
    assert (row(told).state, row(told).attempts) == ("waiting", 0)


def test_a_provider_that_hangs_up_may_have_taken_the_mail(told, api):
    api.answers = [HANGS_UP]
    assert send() == 0
    assert (row(told).state, row(told).attempts, row(told).send_at) == ("waiting", 1, TUESDAY + PAUSES[0])


def test_what_came_back_is_found_by_the_providers_id_and_counted_once(told, api):
    api.answers = [(200, taken)]
    send()
    assert (track(told), track(told)) == (True, True)
    assert (row(told).state, row(told).trouble) == ("failed", "It came back: 550 5.1.1 gone")
    assert dead(told).bounces == 1


def test_it_is_found_by_our_own_message_id_before_the_send_was_marked(told):
    assert track(told, posted_as="", ours=message_id(told.told))
    assert row(told).state == "failed"


def test_another_recipient_or_a_forged_id_changes_nothing(told, api):
    api.answers = [(200, taken)]
    send()
    wrong = message_id(told.told).replace("@", "a@")
    assert not track(told, recipient="somebody@elsewhere.example")
    assert not track(told, posted_as="other", ours=wrong)
    assert not track(told, posted_as="", ours="")
    assert (row(told).state, dead(told)) == ("sent", None)


@pytest.mark.parametrize("what", [Told.SPAM, Told.UNWANTED])
def test_whoever_calls_a_mail_spam_gets_no_more(told, api, what):
    api.answers = [(200, taken)]
    send()
    assert track(told, told=what)
    assert (row(told).state, dead(told).stopped_at) == ("sent", TUESDAY)
