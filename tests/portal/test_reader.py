"""The reader's language and zone, the vendor's accent, and the frame of a page."""

from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone, translation

from portal.context import frame
from portal.middleware import ReaderMiddleware
from tenants.models import Membership, Person, Vendor
from tenants.roles import Role

STRANGER = SimpleNamespace(is_authenticated=False)


def seen_by(person, **headers) -> tuple[str, str, str]:
    """Language and zone while the view runs, and the answer's Content-Language."""
    seen = []

    def view(request):
        seen.extend([translation.get_language(), timezone.get_current_timezone_name()])
        return HttpResponse()

    request = RequestFactory().get("/", headers=headers)
    request.user = person
    answer = ReaderMiddleware(view)(request)
    return (*seen, answer.headers["Content-Language"])


def test_a_person_reads_in_their_own_language_and_zone():
    person = Person(language="de", zone="America/New_York")
    assert seen_by(person, **{"Accept-Language": "en"}) == ("de", "America/New_York", "de")


def test_a_stranger_reads_in_the_browsers_language():
    assert seen_by(STRANGER, **{"Accept-Language": "de-AT,de;q=0.9"}) == ("de", "UTC", "de")
    assert seen_by(STRANGER, **{"Accept-Language": "fr"}) == ("en", "UTC", "en")


def test_an_unknown_zone_or_language_does_not_close_the_portal():
    assert seen_by(Person(language="xx", zone="Mars/Olympus")) == ("en", "UTC", "en")
    assert seen_by(Person(language="en", zone="../../etc/passwd")) == ("en", "UTC", "en")


def test_nothing_of_a_reader_stays_behind():
    before = translation.get_language(), timezone.get_current_timezone()
    seen_by(Person(language="de", zone="Asia/Singapore"))
    assert (translation.get_language(), timezone.get_current_timezone()) == before
    assert timezone.get_current_timezone() == ZoneInfo("UTC")


def test_a_chosen_language_is_kept_with_the_person(client, town):
    client.force_login(town.jonas)
    answer = client.post("/language/", {"language": "de", "next": "/?choose"})
    assert answer.headers["Location"] == "/?choose"
    town.jonas.refresh_from_db()
    assert town.jonas.language == "de"
    assert '<html lang="de">' in client.get("/?choose").content.decode()


def test_a_stranger_keeps_a_language_in_the_browser(client, db):
    client.post("/language/", {"language": "de", "next": "/"})
    assert '<html lang="de">' in client.get("/accounts/login/").content.decode()


def test_a_language_the_portal_does_not_speak_changes_nothing(client, town):
    client.force_login(town.jonas)
    client.post("/language/", {"language": "xx", "next": "/"})
    town.jonas.refresh_from_db()
    assert town.jonas.language == "en"


def test_the_way_back_never_leaves_the_portal(client, db):
    answer = client.post("/language/", {"language": "de", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


def test_what_somebody_sees_is_kept_by_no_store_on_the_way(client, town):
    assert "Cache-Control" not in client.get("/accounts/password/reset/").headers
    client.force_login(town.jonas)
    assert client.get("/northwind/me/").headers["Cache-Control"] == "private, no-cache"


def test_the_accent_is_a_stylesheet_that_never_changes(client, db):
    answer = client.get("/brand/150.css")
    assert answer.content == b":root { --accent-hue: 150; }\n"
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert answer.headers["Cache-Control"] == "max-age=31536000, public, immutable"
    assert client.get("/brand/360.css").status_code == 404


VENDOR = Vendor(slug="northwind", name="Northwind", accent_hue=150)


def frame_of(role: Role, partner: int | None, here: str = ""):
    request = SimpleNamespace(resolver_match=SimpleNamespace(url_name=here))
    return frame(request, VENDOR, Membership(vendor=VENDOR, role=role, partner_id=partner, name="X"))


@pytest.fixture
def all_addresses(monkeypatch):
    monkeypatch.setattr("portal.context.address", lambda name, *args: "/".join(["", *args, name]))


@pytest.mark.parametrize(
    ("role", "partner", "labels", "home"),
    [
        (Role.AGENT, None, ["Queue", "Feedback", "Notices", "Policy"], "/northwind/queue"),
        (Role.MANAGER, None, ["Queue", "Escalations", "Figures", "Feedback", "Notices", "Policy"], "/northwind/queue"),
        (
            Role.ADMINISTRATOR,
            None,
            ["Queue", "Escalations", "Figures", "Feedback", "Notices", "Policy"],
            "/northwind/queue",
        ),
        (Role.DESIGNATED_CONTACT, 7, ["Home", "Cases", "Notices", "Policy", "Our organisation"], "/northwind/home"),
        (Role.CUSTOMER_USER, 7, ["Home", "Cases", "Notices"], "/northwind/home"),
    ],
)
def test_each_side_has_its_own_places(all_addresses, role, partner, labels, home):
    page = frame_of(role, partner)
    assert [str(place.label) for place in page.places] == labels
    assert page.urls["home"] == home
    assert page.role == role.label


def test_the_place_of_a_page_is_marked_and_so_is_the_one_above_it(all_addresses):
    def marks(here):
        return [place.current for place in frame_of(Role.DESIGNATED_CONTACT, 7, here).places]

    assert marks("case_list") == ["", "page", "", "", ""]
    assert marks("new_case") == ["", "true", "", "", ""]


def test_what_has_no_address_is_left_out(monkeypatch):
    monkeypatch.setattr("portal.context.address", lambda name, *args: "/q/" if name == "queue" else "")
    page = frame_of(Role.AGENT, None)
    assert [str(place.label) for place in page.places] == ["Queue"]
    assert page.urls == {"home": "/q/"}
