"""Whom an audience comes to: partners and their people, in the vendor's scope."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import Case
from contacts.models import Entitlement, PartnerDesk
from notifications.models import Notice, NoticePartner
from notifications.notices.wanted import Audience
from tenants.models import Membership, Partner


@dataclass(frozen=True)
class Reach:
    """ "Reaches 3 partners, 11 people": the names of the partners, and how many people are told."""

    partners: list[str]
    people: int


def partners_in(audience: Audience, at: datetime) -> QuerySet[Partner]:
    """The partners that an audience means at the aware UTC instant `at`, by name.

    No contract says which products a partner sells. Its cases do; who has never sent one may have any of them.
    """
    found = Partner.objects.order_by("name")
    if audience.partners:
        found = found.filter(pk__in=audience.partners)
    if audience.regions:
        desks = PartnerDesk.objects.filter(partner=OuterRef("pk"), region__code__in=audience.regions)
        found = found.filter(Exists(desks))
    if audience.plans:
        contracts = Entitlement.objects.on(at.date()).filter(partner=OuterRef("pk"), plan__in=audience.plans)
        found = found.filter(Exists(contracts))
    if audience.products:
        cases = Case.objects.filter(partner=OuterRef("pk")).order_by()
        about = cases.filter(product__code__in=audience.products)
        found = found.filter(Q(Exists(about)) | ~Q(Exists(cases)))
    return found


def people_of(partners: QuerySet) -> QuerySet[Membership]:
    """The active people of these partners (a query of their ids or rows), without their customers'."""
    return Membership.objects.active().filter(partner__in=partners, customer=None).order_by("pk")


def reach_of(audience: Audience, at: datetime) -> Reach:
    partners = partners_in(audience, at)
    return Reach(list(partners.values_list("name", flat=True)), people_of(partners.order_by().values("pk")).count())


def reach_out(notice: Notice, audience: Audience, at: datetime) -> None:
    """Writes down whom the notice reaches from now on; those reached before stay so."""
    rows = [
        NoticePartner(vendor_id=notice.vendor_id, notice=notice, partner=partner, kind=notice.kind)
        for partner in partners_in(audience, at)
    ]
    NoticePartner.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


def readers_of(notice: Notice) -> QuerySet[Membership]:
    """The active people of the partners that were reached."""
    return people_of(NoticePartner.objects.filter(notice=notice).values("partner"))
