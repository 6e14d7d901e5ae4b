"""Error pages: the vendor's look for its members, a neutral one for everybody else."""

import re

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.test import Client, RequestFactory

from portal.views import errors


def test_a_stranger_sees_the_same_for_a_vendor_that_is_there_and_one_that_is_not(client, town):
    def page(path):
        answer = client.get(path)
        assert answer.status_code == 404
        keys = r"[A-Za-z0-9]{64}"  # of forms, different on every page
        return re.sub(keys, "", answer.content.decode().replace(path, ""))

    assert page("/northwind/no/such/") == page("/nobody/no/such/")


def test_a_member_keeps_the_vendors_look_where_no_page_is(client, town):
    client.force_login(town.jonas)
    page = client.get("/northwind/no/such/").content.decode()
    assert "<title>There is no such page here · Northwind Partner support</title>" in page
    assert '<link rel="stylesheet" href="/brand/150.css">' in page


def test_a_member_of_another_vendor_sees_a_neutral_page(client, town):
    client.force_login(town.jonas)
    page = client.get("/southgate/no/such/").content.decode()
    assert "Southgate" not in page
    assert "/brand/" not in page


def test_a_forbidden_act_names_the_role_that_was_not_enough(town):
    request = RequestFactory().get("/northwind/queue/")
    request.user = town.jonas
    answer = errors.forbidden(request, PermissionDenied())
    assert answer.status_code == 403
    assert "Your role here is “Designated Contact”, and this needs another one." in answer.content.decode()


def test_a_request_that_makes_no_sense_is_400(town):
    request = RequestFactory().get("/northwind/")
    request.user = town.jonas
    answer = errors.bad_request(request, SuspiciousOperation())
    assert answer.status_code == 400
    assert "Error 400" in answer.content.decode()


def test_a_form_without_its_key_is_refused_with_advice(town):
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})
    assert answer.status_code == 403
    assert "<h1>This page was open for too long</h1>" in answer.content.decode()


def test_a_server_error_asks_neither_database_nor_session():
    # No `db` fixture: any query fails this test. The request has no user and no session.
    answer = errors.server_error(RequestFactory().get("/northwind/"))
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "<h1>That did not work on our side</h1>" in page
    assert 'href="/static/css/app.css"' in page


def test_a_server_error_speaks_the_browsers_language():
    page = errors.server_error(RequestFactory().get("/", headers={"Accept-Language": "de"})).content.decode()
    assert '<html lang="de">' in page


def test_a_missing_page_is_told_even_while_the_database_is_away(monkeypatch):
    class Away:
        @property
        def is_authenticated(self):
            raise OperationalError("gone")

    request = RequestFactory().get("/northwind/")
    request.user = Away()
    answer = errors.not_found(request)
    assert answer.status_code == 404
    assert "Error 404" in answer.content.decode()


@pytest.mark.parametrize("name", ["400", "403", "404", "429", "500", "csrf"])
def test_every_error_page_can_be_drawn_without_anything(name):
    page = errors._static(RequestFactory().get("/"), name)
    assert page.count("<h1>") == 1
    assert "<script>" not in page
    assert " style=" not in page
