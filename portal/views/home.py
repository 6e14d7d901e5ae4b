"""The partner's home: whose turn it is, then all cases; the vendor's side starts at its queue."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.queues import ASKING_PARTNER, WITH_VENDOR
from contacts.models import PartnerDesk
from portal.gates import Door, member
from portal.hours import calendar_in_words, now_in_words
from portal.notices.shown import at_home
from portal.partner_cases import CaseList, Choice, in_hands, severity_names
from portal.permissions import Act
from portal.turns import SHOWN, asks, held, offers_that_wait
from slas.versions import clock_of, newest_calendar
from tenants.models import Membership
from tenants.roles import Role

NEWEST = 15
# The vendor's policy asks for a second Designated Contact, so that somebody can always write (R46).
RECOMMENDED_CONTACTS = 2


@member
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    door: Door = request.door  # type: ignore[attr-defined]
    if door.membership.is_vendor_side:
        return redirect("queue", door.vendor.slug)
    url = reverse("home", args=[door.vendor.slug])
    cases = CaseList(door, Choice.read(request.GET), url=url, size=NEWEST)
    context = listed(cases)
    context["notices"] = at_home(door)
    if door.membership.role == Role.CUSTOMER_USER:
        return render(request, "portal/home/customer.html", context)
    offers = offers_that_wait(door.now)
    context |= {
        "asks": asks(door, offers),
        "asking": cases.count(*ASKING_PARTNER) + sum(offer.case.status not in ASKING_PARTNER for offer in offers),
        "paused": not offers,
        "may_answer_offers": door.may(Act.ANSWER_OFFER),
        "held": held(door),
        "with_vendor": cases.count(*WITH_VENDOR),
        "open_cases": cases.open,
        "shown": SHOWN,
        "may_submit": door.may(Act.SUBMIT),
        **people_of(door),
        **vendor_hours(door),
    }
    return render(request, "portal/home/page.html", context)


def listed(cases: CaseList) -> dict:
    """What portal/cases/list.html draws: each case with the name of its severity, and in whose hands it is where the
    status alone does not say so.
    """
    names, hands = severity_names(cases.cases), in_hands(cases.cases, cases.door)
    rows = [
        {"case": case, "severity": names.get((case.policy_id, case.severity), ""), "hands": hands.get(case.pk, "")}
        for case in cases.cases
    ]
    return {"cases": cases, "rows": rows}


def people_of(door: Door) -> dict:
    """The partner's own people, and whether there are too few Designated Contacts (R46)."""
    people = list(Membership.objects.active().filter(partner_id=door.membership.partner_id, customer=None))
    contacts = [person for person in people if person.role == Role.DESIGNATED_CONTACT]
    return {"people": people, "contacts": contacts, "too_few_contacts": len(contacts) < RECOMMENDED_CONTACTS}


def vendor_hours(door: Door) -> dict:
    """When the vendor is there for this partner: now, and usually."""
    desk = PartnerDesk.objects.select_related("region").filter(partner_id=door.membership.partner_id).first()
    if desk is None:
        return {}
    clock = clock_of(newest_calendar(door.vendor.pk, desk.region.calendar))
    return {
        "region": desk.region,
        "hours_now": now_in_words(clock, door.now),
        "hours_usual": calendar_in_words(clock.definition),
    }
