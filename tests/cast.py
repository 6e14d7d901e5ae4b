"""Who is who in the tests: two vendors with their real policies, partners, customers and one person per role.

Revalize is the house, Velixo the foreign vendor. Nordwind (EMEA) is the partner most tests speak of, Baltic the
other partner of the same vendor. The cast stands in the template that every test database copies; tests work in
transactions that are rolled back.
"""

import os
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from types import SimpleNamespace
from uuid import uuid4

import django
from django.apps import apps

if __name__ == "__main__" and not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()

from django.contrib.auth.hashers import make_password
from django.core.management import call_command

from cases.models import Case
from cases.submission import Submission
from cases.verbs.submit import submit
from contacts.models import Entitlement, PartnerDesk, Product, Region
from tenants.models import Customer, ListEntry, Membership, Partner, Person, Vendor
from tenants.roles import Role
from tenants.scope import unscoped, working

# Everybody's, for the tests that sign in through the form.
PASSWORD = "correct horse battery staple"

# A Tuesday, 10:00 in Berlin, with nothing special about it.
TUESDAY = datetime(2026, 4, 14, 8, 0, tzinfo=UTC)

STAFF = {
    Role.AGENT: "Ines Okafor",
    Role.MANAGER: "Marguerite Dahl",
    Role.PRODUCT_MANAGER: "Piet Sandberg",
    Role.CONSULTANT: "Carla Moreau",
    Role.ACCOUNT_MANAGER: "Noor Haddad",
    Role.ADMINISTRATOR: "Ada Winter",
}
OTHER_AGENT = "Tomasz Wrona"
CONTACTS = {
    Role.DESIGNATED_CONTACT: "Jonas Petersen",
    Role.COLLEAGUE: "Aylin Demir",
    Role.PORTAL_MANAGER: "Britta Lang",
}


@dataclass
class Organisation:
    """A partner with its people by role and its customers."""

    partner: Partner
    people: dict[Role, Membership] = field(default_factory=dict)
    customers: list[Customer] = field(default_factory=list)

    @property
    def contact(self) -> Membership:
        return self.people[Role.DESIGNATED_CONTACT]


@dataclass
class House:
    """A vendor with its staff by role and its partners."""

    vendor: Vendor
    staff: dict[Role, Membership] = field(default_factory=dict)
    partners: dict[str, Organisation] = field(default_factory=dict)

    @property
    def agent(self) -> Membership:
        return self.staff[Role.AGENT]

    @property
    def manager(self) -> Membership:
        return self.staff[Role.MANAGER]


PARTNERS = {
    "nordwind": ("revalize", "Nordwind Systemhaus", "emea", "Europe/Berlin", ["Hansa", "Küchen Voss"]),
    "baltic": ("revalize", "Baltic Forge", "emea", "Europe/Warsaw", ["Gdynia Marine Works"]),
    "sarto": ("velixo", "Sarto Software", "europe", "Europe/Paris", ["Bellini"]),
}


def raise_cast() -> None:
    """Writes the cast into the database that tests copy (python -m tests.cast)."""
    call_command("load_vendors", verbosity=0, at=TUESDAY)
    with unscoped("tests set their stage"):
        for slug in ("revalize", "velixo"):
            _hire(Vendor.objects.get(slug=slug))
        for slug, *organisation in PARTNERS.values():
            _sign_up(Vendor.objects.get(slug=slug), *organisation)


def find_cast() -> SimpleNamespace:
    """The cast: `revalize` and `velixo` (House), `nordwind`, `baltic`, `sarto` (Organisation)."""
    with unscoped("tests find their stage"):
        houses = {slug: _house(slug) for slug in ("revalize", "velixo")}
        organisations = {short: _organisation(houses[row[0]], short, row[1]) for short, row in PARTNERS.items()}
    return SimpleNamespace(**houses, **organisations)


def _house(slug: str) -> House:
    vendor = Vendor.objects.get(slug=slug)
    staff = vendor.memberships.select_related("vendor", "person").filter(partner=None)
    return House(vendor, {_part(member): member for member in staff})


def _part(member: Membership) -> Role:
    return "other agent" if member.name == OTHER_AGENT else Role(member.role)  # type: ignore[return-value]


def _organisation(house: House, short: str, name: str) -> Organisation:
    partner = Partner.objects.select_related("vendor").get(vendor=house.vendor, name=name)
    people = partner.people.select_related("vendor", "partner", "customer", "person")
    organisation = Organisation(
        partner, {Role(member.role): member for member in people}, list(partner.customers.order_by("pk"))
    )
    house.partners[short] = organisation
    return organisation


def _hire(vendor: Vendor) -> None:
    for role, name in STAFF.items():
        _member(vendor, name, role, vendor.slug)
    _member(vendor, OTHER_AGENT, Role.AGENT, vendor.slug)


def _sign_up(vendor: Vendor, name: str, region: str, zone: str, customers: list[str]) -> None:
    partner = Partner.objects.create(vendor=vendor, name=name)
    PartnerDesk.objects.create(
        vendor=vendor, partner=partner, region=Region.objects.get(vendor=vendor, code=region), zone=zone,
        hours="Mon to Fri 08:00–18:00",
    )  # fmt: skip
    Entitlement.objects.create(
        vendor=vendor, partner=partner, plan="standard", reference="SO-1007", starts_on=date(2024, 1, 1)
    )
    short = name.split()[0].lower()
    ours = [Customer.objects.create(vendor=vendor, partner=partner, name=customer) for customer in customers]
    for role, person in CONTACTS.items():
        _member(vendor, f"{person} ({short})", role, short, partner=partner, zone=zone)
    _member(vendor, f"Malte Thomsen ({short})", Role.CUSTOMER_USER, short, partner=partner, zone=zone, customer=ours[0])


@cache
def _hashed() -> str:
    return make_password(PASSWORD)


def _member(vendor: Vendor, name: str, role: Role, domain: str, **place) -> Membership:
    address = f"{role}.{name.split()[0].lower()}@{domain}.example"
    zone = place.get("zone", "Europe/Berlin")
    person = Person.objects.create(email=address, name=name, zone=zone, password=_hashed())
    return Membership.objects.create(vendor=vendor, person=person, role=role, name=name, **place)


def submission(organisation: Organisation, **changes) -> Submission:
    """A complete submission by the organisation's Designated Contact: S3 in production, unless changed."""
    vendor = organisation.partner.vendor
    with working(vendor):
        lists = ListEntry.objects.filter(active=True)
        given = {
            "key": uuid4(),
            "case_type": lists.filter(list="case_type").order_by("rank").values_list("code", flat=True)[0],
            "summary": "Quotes cannot be saved since the update",
            "description": "Every attempt ends after about 50 seconds.",
            "sections": {
                "steps": "1. Open a quote\n2. Save",
                "expected": "Saved.",
                "observed": "An error.",
                "error": "Lock wait timeout exceeded",
                "tried": "Restarted the server.",
                "business_impact": "Sales has stopped.",
            },
            "product": Product.objects.order_by("position").values_list("code", flat=True)[0],
            "product_version": "9.3.1",
            "customer": organisation.customers[0].pk,
            "environment": "production",
            "severity": "S3",
            "impact": lists.filter(list="impact").order_by("rank").values_list("code", flat=True)[0],
            "first_steps": tuple(lists.filter(list="first_step").values_list("code", flat=True)),
        }
    return Submission(**{**given, **changes})


def submitted(organisation: Organisation, at: datetime = TUESDAY, **changes) -> Case:
    """A case submitted by the organisation's Designated Contact at an aware UTC instant."""
    with working(organisation.partner.vendor):
        return submit(submission(organisation, **changes), by=organisation.contact, at=at)


if __name__ == "__main__":
    raise_cast()
