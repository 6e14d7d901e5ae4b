"""Who is who in the tests: two vendors with their real policies, partners, customers and one person per role.

Revalize is the house, Velixo the foreign vendor. Nordwind (EMEA) is the partner most tests speak of, Baltic the
other partner of the same vendor. The cast is committed once per test database; tests work in transactions that
are rolled back.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import SimpleNamespace
from uuid import uuid4

from django.core.management import call_command

from cases.models import Case
from cases.submission import Submission
from cases.verbs.submit import submit
from contacts.models import Entitlement, PartnerDesk, Product, Region
from tenants.models import Customer, ListEntry, Membership, Partner, Person, Vendor
from tenants.roles import Role
from tenants.scope import unscoped, working

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


def raise_cast() -> SimpleNamespace:
    """Commits the cast: `revalize` and `velixo` (House), `nordwind`, `baltic`, `sarto` (Organisation)."""
    call_command("load_vendors", verbosity=0, at=TUESDAY)
    with unscoped("tests set their stage"):
        revalize, velixo = _house("revalize"), _house("velixo")
        nordwind = _organisation(revalize, "Nordwind Systemhaus", "emea", "Europe/Berlin", ["Hansa", "Küchen Voss"])
        baltic = _organisation(revalize, "Baltic Forge", "emea", "Europe/Warsaw", ["Gdynia Marine Works"])
        sarto = _organisation(velixo, "Sarto Software", "europe", "Europe/Paris", ["Bellini"])
    return SimpleNamespace(revalize=revalize, velixo=velixo, nordwind=nordwind, baltic=baltic, sarto=sarto)


def _house(slug: str) -> House:
    vendor = Vendor.objects.get(slug=slug)
    house = House(vendor)
    for role, name in STAFF.items():
        house.staff[role] = _member(vendor, name, role, slug)
    house.staff["other agent"] = _member(vendor, "Tomasz Wrona", Role.AGENT, slug)  # type: ignore[index]
    return house


def _organisation(house: House, name: str, region: str, zone: str, customers: list[str]) -> Organisation:
    vendor = house.vendor
    partner = Partner.objects.create(vendor=vendor, name=name)
    PartnerDesk.objects.create(
        vendor=vendor, partner=partner, region=Region.objects.get(vendor=vendor, code=region), zone=zone,
        hours="Mon to Fri 08:00–18:00",
    )  # fmt: skip
    Entitlement.objects.create(
        vendor=vendor, partner=partner, plan="standard", reference="SO-1007", starts_on=date(2024, 1, 1)
    )
    organisation = Organisation(partner)
    short = name.split()[0].lower()
    for customer in customers:
        organisation.customers.append(Customer.objects.create(vendor=vendor, partner=partner, name=customer))
    for role, person in CONTACTS.items():
        organisation.people[role] = _member(vendor, f"{person} ({short})", role, short, partner=partner, zone=zone)
    organisation.people[Role.CUSTOMER_USER] = _member(
        vendor, f"M. Thomsen ({short})", Role.CUSTOMER_USER, short, partner=partner, zone=zone,
        customer=organisation.customers[0],
    )  # fmt: skip
    house.partners[short] = organisation
    return organisation


def _member(vendor: Vendor, name: str, role: Role, domain: str, **place) -> Membership:
    address = f"{role}.{name.split()[0].lower()}@{domain}.example"
    person = Person.objects.create_user(address, name=name, zone=place.get("zone", "Europe/Berlin"))
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
