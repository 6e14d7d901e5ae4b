"""The front door, and the pages of sign-in."""

import pytest
from django.core import mail
from django.test import override_settings

from tenants.models import Membership
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


def test_a_forgotten_password_is_answered_alike_but_only_the_known_get_a_letter(client, town):
    for email, letters in ((town.jonas.email, 1), ("stranger@elsewhere.example", 1)):
        answer = client.post("/accounts/password/reset/", {"email": email})
        assert answer.headers["Location"] == "/accounts/password/reset/done/"
        assert len(mail.outbox) == letters
    assert mail.outbox[0].subject == "Set a new password for partner support"
    assert "/accounts/password/reset/key/" in mail.outbox[0].body


def test_the_link_of_the_letter_sets_a_new_password(client, town):
    client.post("/accounts/password/reset/", {"email": town.jonas.email})
    link = next(word for word in mail.outbox[0].body.split() if "/reset/key/" in word)
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


def test_while_the_mail_server_is_away_known_and_unknown_addresses_are_answered_alike(client, town, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    known = client.post("/accounts/password/reset/", {"email": town.jonas.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@nowhere.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"]) == (
        302, "/accounts/password/reset/done/",
    )  # fmt: skip
