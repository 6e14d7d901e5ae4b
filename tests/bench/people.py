"""The people of a made-up desk: a vendor's agents and managers, its partners with their contacts and customers."""

from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace

from cases.terms import clocks_for, terms_of
from contacts.models import Entitlement, PartnerDesk, Region
from slas.versions import clock_of, newest_calendar
from tenants.models import Customer, Membership, Partner, Person, Vendor
from tenants.roles import Role
from tenants.scope import unscoped, working

AGENTS, MANAGERS, CONTACTS, CUSTOMERS = 12, 2, 3, 4
ZONES = {"americas": "America/New_York", "emea": "Europe/Berlin", "europe": "Europe/Paris", "asia": "Asia/Singapore"}


@dataclass
class Desk:
    """A vendor's people, and its partners as `Office`s."""

    vendor: Vendor
    agents: list[Membership]
    managers: list[Membership]
    offices: "list[Office]"


@dataclass
class Office:
    """A partner with what its cases are promised."""

    partner: Partner
    contacts: list[Membership]
    customers: list[Customer]
    terms: SimpleNamespace


def raise_desk(slug: str, partners: int, now: datetime) -> Desk:
    """Adds people and so many partners to a loaded vendor; `now` is the aware UTC instant of their terms."""
    with unscoped("the bench sets its stage"):
        vendor = Vendor.objects.get(slug=slug)
        agents = [_member(vendor, f"Agent {n}", Role.AGENT) for n in range(AGENTS)]
        managers = [_member(vendor, f"Manager {n}", Role.MANAGER) for n in range(MANAGERS)]
        partnered = [_partner(vendor, n) for n in range(partners)]
    with working(vendor):
        offices = [Office(partner, contacts, customers, _terms(partner, now))
                   for partner, contacts, customers in partnered]  # fmt: skip
    return Desk(vendor, agents, managers, offices)


def _member(vendor: Vendor, name: str, role: Role, **place) -> Membership:
    address = f"{name}.{place['partner'].pk if place else 'staff'}@{vendor.slug}.example".replace(" ", ".").lower()
    person = Person.objects.create_user(address, name=name)
    return Membership.objects.create(vendor=vendor, person=person, role=role, name=name, **place)


def _partner(vendor: Vendor, number: int) -> tuple[Partner, list[Membership], list[Customer]]:
    partner = Partner.objects.create(vendor=vendor, name=f"Partner {number:03d}")
    regions = list(Region.objects.filter(vendor=vendor).order_by("position"))
    region = regions[number % len(regions)]
    PartnerDesk.objects.create(
        vendor=vendor, partner=partner, region=region, zone=ZONES.get(region.code, "Europe/Berlin")
    )
    Entitlement.objects.create(
        vendor=vendor, partner=partner, plan="standard", reference=f"SO-{number:04d}", starts_on=date(2020, 1, 1)
    )
    contacts = [
        _member(vendor, f"Contact {n} of {number}", Role.DESIGNATED_CONTACT, partner=partner) for n in range(CONTACTS)
    ]
    customers = [Customer.objects.create(vendor=vendor, partner=partner, name=f"Works {n}") for n in range(CUSTOMERS)]
    return partner, contacts, customers


def _terms(partner: Partner, now: datetime) -> SimpleNamespace:
    terms = terms_of(partner, now)
    clocks, versions = clocks_for(partner.vendor_id, terms.targets)
    ranks = dict(sorted(terms.targets.ranks.items(), key=lambda item: item[1]))
    return SimpleNamespace(
        policy=terms.policy, plan=terms.plan, region=terms.region, calendar=terms.calendar,
        clock=clock_of(newest_calendar(partner.vendor_id, terms.calendar)), entitlement=terms.entitlement,
        targets=terms.targets, clocks=clocks, versions=versions,
        severities=list(ranks), ranks=ranks, weights=[5, 20, 50, 25][: len(ranks)],
    )  # fmt: skip
