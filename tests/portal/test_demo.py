"""Demo sign-ins: only with the setting, and only as invented people."""

import re

import pytest
from django.test import override_settings

from tenants.models import Membership
from tenants.roles import Role
from tenants.scope import unscoped
from tests.portal.conftest import _member, _person

demo_on = override_settings(DEMO=True)


@override_settings(DEMO=False)
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_the_setting_there_is_no_such_page(client, town, method):
    answer = getattr(client, method)("/demo/", {"membership": town.jonas_north.pk})
    assert answer.status_code == 404
    assert "_auth_user_id" not in client.session


@demo_on
def test_everybody_is_listed_by_vendor_with_role_and_organisation(client, town):
    page = client.get("/demo/").content.decode()
    forms = re.findall(r'data-vendor="(\w+)" data-role="(\w+)"', page)
    assert forms == [("northwind", "agent"), ("northwind", "designated_contact"), ("southgate", "manager")]
    assert "<b>Jonas Petersen</b><small>Designated Contact, Harbour Systems</small>" in page
    assert "Mara Lund" not in page


@demo_on
def test_one_of_each_role_is_shown_first_and_the_rest_below(client, town):
    with unscoped("tests set their stage"):
        _member(town.north, _person("Ada Agard"), Role.AGENT)
        _member(town.north, _person("Bea Moss"), Role.ADMINISTRATOR)
    page = client.get("/demo/").content.decode()
    first, _, more = page.partition("1 more person")
    assert "Ines Okafor" in first
    assert "Bea Moss" in first
    assert "Ada Agard" not in first
    assert "Ada Agard" in more


@demo_on
def test_a_demo_person_is_signed_in_and_led_home(client, town):
    answer = client.post("/demo/", {"membership": town.jonas_north.pk})
    assert answer.headers["Location"].startswith("/northwind/")
    assert client.session["_auth_user_id"] == str(town.jonas.pk)


@demo_on
def test_nobody_else_can_be_signed_in_by_number(client, town):
    with unscoped("tests set their stage"):
        real = _member(town.south, town.mara, Role.ADMINISTRATOR)
        Membership.objects.filter(pk=town.jonas_north.pk).update(active=False)
    for number in (real.pk, town.jonas_north.pk, 0, "x", ""):
        assert client.post("/demo/", {"membership": number}).status_code == 404
    assert "_auth_user_id" not in client.session


@demo_on
def test_an_empty_demo_says_so(client, db):
    assert "Nobody here yet" in client.get("/demo/").content.decode()
