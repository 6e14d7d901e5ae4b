"""One person in two partners of one vendor chooses for whom to act."""

import pytest
from django.test import Client

from tenants.models import Membership
from tenants.roles import Role
from tenants.scope import unscoped
from tests.cast import submitted


@pytest.fixture
def desk(cast):
    """Jonas is a contact at Nordwind and a colleague at Baltic Forge; each has a case."""
    contact = cast.nordwind.contact
    with unscoped("a test gives a person a second membership"):
        cast.second = Membership.objects.create(
            vendor=cast.revalize.vendor, person=contact.person, partner=cast.baltic.partner, role=Role.COLLEAGUE,
            name=contact.name,
        )  # fmt: skip
    cast.ours = submitted(cast.nordwind, summary="Ours from Nordwind")
    cast.theirs = submitted(cast.baltic, summary="Theirs from Baltic")
    cast.client = Client()
    cast.client.force_login(contact.person)
    return cast


def choose(desk, pk):
    return desk.client.post("/revalize/seat/", {"membership": pk})


def home(desk) -> str:
    return desk.client.get("/revalize/").content.decode()


def status(desk, case) -> int:
    return desk.client.get(f"/revalize/cases/{case.number}/").status_code


def test_without_a_choice_it_is_the_first(desk):
    assert (status(desk, desk.ours), status(desk, desk.theirs)) == (200, 404)


def test_the_choice_holds_from_page_to_page_and_each_seat_shows_its_own_only(desk):
    answer = choose(desk, desk.second.pk)
    assert (answer.status_code, answer.url) == (302, "/revalize/")
    assert "Theirs from Baltic" in home(desk)
    assert "Ours from Nordwind" not in home(desk)
    assert (status(desk, desk.ours), status(desk, desk.theirs)) == (404, 200)
    assert desk.client.get("/revalize/cases/new/").status_code == 403  # a colleague there
    choose(desk, desk.nordwind.contact.pk)
    assert (status(desk, desk.ours), status(desk, desk.theirs)) == (200, 404)


def test_the_menu_offers_the_seats_and_marks_the_present_one(desk):
    choose(desk, desk.second.pk)
    page = home(desk)
    assert page.count('name="membership"') == 2
    assert f'value="{desk.second.pk}" aria-current="true"' in page
    assert "<span>Nordwind Systemhaus <small>Designated Contact</small></span>" in page


def test_with_one_seat_nothing_is_offered(cast):
    client = Client()
    client.force_login(cast.baltic.contact.person)
    assert 'name="membership"' not in client.get("/revalize/").content.decode()


@pytest.mark.parametrize("wanted", ["foreign", "none", "nonsense", ""])
def test_a_choice_that_is_not_theirs_changes_nothing(desk, wanted):
    pk = {"foreign": desk.baltic.contact.pk, "none": 2**62}.get(wanted, wanted)
    assert choose(desk, pk).url == "/revalize/"
    assert (status(desk, desk.ours), status(desk, desk.theirs)) == (200, 404)


@pytest.mark.parametrize("kept", ["gone", "foreign", "broken"])
def test_what_the_session_remembers_wrongly_falls_back(desk, kept):
    choose(desk, desk.second.pk)
    if kept == "gone":
        with unscoped("a test ends a membership"):
            Membership.objects.filter(pk=desk.second.pk).update(active=False)
    else:
        session = desk.client.session
        vendor = str(desk.revalize.vendor.pk)
        session["seats"] = {vendor: desk.baltic.contact.pk} if kept == "foreign" else ["nonsense"]
        session.save()
    assert (status(desk, desk.ours), status(desk, desk.theirs)) == (200, 404)


def test_somebody_on_both_sides_starts_on_the_vendors_and_may_change(desk):
    agent = desk.revalize.agent
    with unscoped("a test gives a person a second membership"):
        second = Membership.objects.create(
            vendor=agent.vendor, person=agent.person, partner=desk.baltic.partner, role=Role.COLLEAGUE, name="Ines"
        )
    desk.client.force_login(agent.person)
    assert desk.client.get("/revalize/queue/").status_code == 200
    choose(desk, second.pk)
    assert desk.client.get("/revalize/queue/").status_code == 403


def test_the_choice_of_where_to_go_names_each_seat(desk):
    page = desk.client.get("/").content.decode()
    assert page.count('action="/revalize/seat/"') == 2
    assert "<span>Colleague, Baltic Forge</span>" in page


def test_an_error_page_wears_the_same_frame(desk):
    choose(desk, desk.second.pk)
    page = desk.client.get("/revalize/nothing-here/").content.decode()
    assert f'value="{desk.second.pk}" aria-current="true"' in page
