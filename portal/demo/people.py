"""Writes down the demo's people and organisations. Nobody has a password: they sign in through the demo page."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from contacts.models import Entitlement, PartnerDesk, PartnerHoliday, Region
from portal.demo.given import Demo, GivenPartner, GivenPerson
from portal.demo.moments import weekday
from tenants.models import Customer, Membership, Partner, Person, Vendor


@dataclass
class House:
    """A vendor with the rows of its demo people and customers, by their keys."""

    vendor: Vendor
    members: dict[str, Membership] = field(default_factory=dict)
    customers: dict[tuple[str, str], Customer] = field(default_factory=dict)


def settle(demo: Demo, vendor: Vendor, now: datetime) -> House:
    """Creates everybody. Runs where all of the vendor's rows and the people's are open (unscoped)."""
    house = House(vendor)
    for given in demo.staff:
        house.members[given.key] = _member(vendor, given)
    for partner in demo.partners:
        _partner(house, partner, now.astimezone(ZoneInfo(partner.zone)).date())
    return house


def _member(vendor: Vendor, given: GivenPerson, **place) -> Membership:
    person = Person.objects.create_user(
        given.email, name=given.name, language=given.language, zone=given.zone, is_demo=True
    )
    return Membership.objects.create(
        vendor=vendor, person=person, role=given.role, name=given.name, zone=given.zone, **place
    )


def _partner(house: House, given: GivenPartner, today: date) -> None:
    vendor = house.vendor
    partner = Partner.objects.create(vendor=vendor, name=given.name)
    region = Region.objects.get(vendor=vendor, code=given.region)
    PartnerDesk.objects.create(
        vendor=vendor, partner=partner, region=region, zone=given.zone, hours=given.hours, phone=given.phone
    )
    entitlement = given.entitlement
    Entitlement.objects.create(
        vendor=vendor,
        partner=partner,
        plan=entitlement["plan"],
        reference=entitlement["reference"],
        starts_on=today + timedelta(days=entitlement["from"]["days"]),
        ends_on=today + timedelta(days=entitlement["until"]["days"]),
    )
    for person in given.people:
        house.members[person.key] = _member(vendor, person, partner=partner)
    for wanted in given.customers:
        customer = Customer.objects.create(vendor=vendor, partner=partner, name=wanted.name, city=wanted.place)
        house.customers[given.key, wanted.key] = customer
        for person in wanted.people:
            house.members[person.key] = _member(vendor, person, partner=partner, customer=customer)
    for holiday in given.holidays:
        PartnerHoliday.objects.create(
            vendor=vendor,
            partner=partner,
            day=weekday(today, holiday["day"]["days"]),
            name=holiday["name"],
            covered_by=house.members[holiday["covered_by"]] if "covered_by" in holiday else None,
        )
