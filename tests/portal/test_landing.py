"""The front door, and the pages of sign-in."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifications.mail.password_letters import sweep_password_letters
from notifications.models import PasswordLetter
from portal.password_letters import compose
from portal.sweeps import standings
from tenants.models import Membership, Person
from tenants.scope import unscoped
from tests.portal.conftest import PASSWORD


def test_a_stranger_is_sent_to_sign_in(client, db):
    assert client.get("/").headers["Location"] == "/accounts/login/"


def test_one_membership_leads_straight_to_its_vendor(client, town):
    client.force_login(town.jonas)
    assert client.get("/").headers["Location"].startswith("/northwind/")


def test_several_memberships_are_a_choice(client, town):
    client.force_login(town.ines)
    page = client.get("/").content.decode()
    assert "<h1>Where to?</h1>\n<p>You work in 2 places.</p>" in page
    assert page.index("<b>Northwind</b><span>Support agent</span>") < page.index("<b>Southgate</b>")


def test_who_has_one_place_can_still_see_the_choice(client, town):
    client.force_login(town.jonas)
    page = client.get("/?choose").content.decode()
    assert "<b>Northwind</b><span>Designated Contact, Harbour Systems</span>" in page


def test_an_ended_membership_leads_nowhere_and_says_so(client, town):
    with unscoped("tests set their stage"):
        Membership.objects.filter(person=town.jonas).update(active=False)
    client.force_login(town.jonas)
    page = client.get("/").content.decode()
    assert "<h1>No organisation yet</h1>" in page
    assert "You are signed in as jonas.petersen@portal.example" in page


def test_sign_in_by_address_and_password_works(client, town):
    answer = client.post("/accounts/login/", {"login": "Jonas.Petersen@portal.example", "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(town.jonas.pk)


def test_a_wrong_password_keeps_the_address_and_says_so_in_words(client, town):
    page = client.post("/accounts/login/", {"login": town.jonas.email, "password": "wrong"}).content.decode()
    assert 'role="alert"' in page
    assert f'value="{town.jonas.email}"' in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up(client, db, method):
    answer = getattr(client, method)("/accounts/signup/", {"email": "x@y.example"})
    assert answer.status_code == 403
    assert "<h1>Sign-in is by invitation</h1>" in answer.content.decode()


@pytest.mark.parametrize("path", ["email/", "confirm-email/", "login/code/", "signup/passkey/"])
def test_what_sign_in_does_not_need_has_no_address(client, db, path):
    assert client.get(f"/accounts/{path}").status_code == 404


def letters(now=None):
    """What the sweep sends."""
    sweep_password_letters(lambda: now or timezone.now(), compose)
    return mail.outbox


def test_a_forgotten_password_is_answered_alike_but_only_the_known_get_a_letter(client, town):
    for email in (town.jonas.email.upper(), "stranger@elsewhere.example"):
        answer = client.post("/accounts/password/reset/", {"email": email})
        assert answer.headers["Location"] == "/accounts/password/reset/done/"
    assert (mail.outbox, PasswordLetter.objects.count()) == ([], 2)
    (letter,) = letters()
    assert PasswordLetter.objects.count() == 0
    assert letter.subject == "Set a new password for partner support"
    assert "/accounts/password/reset/key/" in letter.body
    assert "/accounts/password/reset/key/" in letter.alternatives[0].content


def test_asking_is_the_same_work_for_known_and_unknown_addresses(client, town):
    def asked(email):
        with CaptureQueriesContext(connection) as captured:
            client.post("/accounts/password/reset/", {"email": email})
        return [re.sub(r"'[^']*'|\d+", "?", row["sql"]) for row in captured]

    assert asked(town.jonas.email) == asked("stranger@elsewhere.example")


def test_the_letter_names_its_sender_and_speaks_its_readers_language(client, town, settings):
    settings.DEFAULT_FROM_EMAIL = "support@portal.example"
    Person.objects.filter(pk=town.jonas.pk).update(language="de")
    client.post("/accounts/password/reset/", {"email": town.jonas.email})
    (letter,) = letters()
    message = letter.message()
    assert message["From"].endswith(" Support <support@portal.example>")
    assert re.fullmatch(r"<password-[0-9a-f-]{36}@portal\.example>", message["Message-ID"])
    assert message["Auto-Submitted"] == "auto-generated"
    assert letter.subject == "Neues Passwort für den Partner-Support festlegen"
    assert '<html lang="de">' in letter.alternatives[0].content


def test_who_asks_twice_gets_one_letter(client, town):
    for _ in range(2):
        client.post("/accounts/password/reset/", {"email": town.jonas.email})
    assert len(letters()) == 1


def test_the_link_of_the_letter_sets_a_new_password(client, town):
    client.post("/accounts/password/reset/", {"email": town.jonas.email})
    link = urlsplit(next(word for word in letters()[0].body.split() if "/reset/key/" in word)).path
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    new = "nine loud harbours"
    assert client.post(address, {"password1": new, "password2": new}).status_code == 302
    town.jonas.refresh_from_db()
    assert town.jonas.check_password(new)
    assert "<h1>This link no longer works</h1>" in client.get(link, follow=True).content.decode()


@override_settings(DEMO=True)
def test_the_demo_is_offered_at_sign_in(client, db):
    assert '<a href="/demo/">' in client.get("/accounts/login/").content.decode()


@override_settings(DEMO=False)
def test_without_the_demo_nothing_points_to_it(client, db):
    assert "/demo/" not in client.get("/accounts/login/").content.decode()


def test_while_the_mail_server_is_away_a_letter_waits_and_goes_when_it_is_back(client, town, settings):
    before = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    client.post("/accounts/password/reset/", {"email": town.jonas.email})
    now = timezone.now()
    assert letters(now) == []
    waiting = PasswordLetter.objects.get()
    standing = next(one for one in standings(now) if one.sweep.name == "send_password_letters")
    assert standing.backlog.count == 1  # the operator sees that it waits
    assert (waiting.attempts, waiting.send_at > now, "cannot be reached" in waiting.trouble) == (0, True, True)
    settings.EMAIL_BACKEND = before
    assert letters(now) == []
    (letter,) = letters(waiting.send_at)
    assert str(waiting.key) in letter.message()["Message-ID"]


def test_a_letter_that_nobody_could_send_for_a_day_is_given_up(client, town, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    client.post("/accounts/password/reset/", {"email": town.jonas.email})
    letters(timezone.now() + timedelta(hours=25))
    assert not PasswordLetter.objects.exists()
