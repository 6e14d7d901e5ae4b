"""People for the pages outside of a vendor's door; the cast has its vendors loaded, these need none."""

from types import SimpleNamespace

import pytest

from tenants.models import Membership, Partner, Person, Vendor
from tenants.roles import Role
from tenants.scope import unscoped
from tests.portal.served import leave

PASSWORD = "seven quiet harbours"


@pytest.fixture
def page(page):
    """pytest-playwright's, left before it is closed."""
    yield page
    leave(page)


@pytest.fixture
def town(db) -> SimpleNamespace:
    """Two vendors. Ines works for both, Jonas is a contact of one's partner, Mara belongs nowhere."""
    with unscoped("tests set their stage"):
        north = Vendor.objects.create(slug="northwind", name="Northwind", accent_hue=150)
        south = Vendor.objects.create(slug="southgate", name="Southgate", accent_hue=285)
        partner = Partner.objects.create(vendor=north, name="Harbour Systems")
        ines, jonas, mara = (_person(name) for name in ("Ines Okafor", "Jonas Petersen", "Mara Lund"))
        return SimpleNamespace(
            north=north,
            south=south,
            partner=partner,
            ines=ines,
            jonas=jonas,
            mara=mara,
            ines_north=_member(north, ines, Role.AGENT),
            ines_south=_member(south, ines, Role.MANAGER),
            jonas_north=_member(north, jonas, Role.DESIGNATED_CONTACT, partner),
        )


def _person(name: str) -> Person:
    email = name.lower().replace(" ", ".") + "@portal.example"
    return Person.objects.create_user(email, PASSWORD, name=name, is_demo=name != "Mara Lund")


def _member(vendor: Vendor, person: Person, role: Role, partner: Partner | None = None) -> Membership:
    return Membership.objects.create(vendor=vendor, person=person, role=role, partner=partner, name=person.name)
