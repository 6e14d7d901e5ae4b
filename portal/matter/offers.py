"""Billable work on a case's page: what is offered, what is agreed, and what the reader can do about it (R51)."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.departments import is_services
from cases.models import Case
from cases.models.offer import Outcome
from cases.offers import Offers, Standing, offers_of, terms_in_words
from portal.desk.choices import Choices
from portal.gates import Door
from portal.instants import absolute, calendar_date
from portal.permissions import Act
from tenants.models import ListEntry

ICONS = {
    Outcome.ACCEPTED: "check",
    Outcome.DECLINED: "x",
    Outcome.EXPIRED: "clock",
    Outcome.REPLACED: "reload",
    Outcome.WITHDRAWN: "trash",
}


@dataclass(frozen=True)
class OfferRow:
    """One version, as lists tell it. state: what became of it; holds: what the partner has agreed to now."""

    number: int
    terms: str
    state: str
    icon: str
    href: str
    holds: bool = False
    waits: bool = False
    answers: bool = False  # the reader can accept it


@dataclass(frozen=True)
class Billable:
    """What the page draws: the newest first. `waiting` is the one that can be answered, `agreed` the one that holds."""

    rows: list[OfferRow]
    new_url: str

    @property
    def waiting(self) -> OfferRow | None:
        return next((row for row in self.rows if row.waits), None)

    @property
    def agreed(self) -> OfferRow | None:
        return next((row for row in self.rows if row.holds), None)


def billable_of(case: Case, door: Door, choices: Choices) -> Billable | None:
    """None for the partner's customers, and where nothing is or can be offered."""
    if door.membership.customer_id is not None:
        return None
    offers = offers_of(case)
    new_url = ""
    if door.may(Act.OFFER) and not case.is_over and concerns_services(case, choices):
        new_url = reverse("offer_new", args=[door.vendor.slug, case.number])
    return Billable(rows_of(case, offers, door), new_url) if offers.all or new_url else None


def concerns_services(case: Case, choices: Choices) -> bool:
    """As cases.departments.about_services, from the lists that the page has read."""
    department = choices.entries.get((ListEntry.Name.DEPARTMENT, case.department))
    with_services = department is not None and department.active and bool(department.settings.get("services"))
    return with_services or is_services(choices.entries.get((ListEntry.Name.CATEGORY, case.category)))


def rows_of(case: Case, offers: Offers, door: Door) -> list[OfferRow]:
    """The newest first."""
    return [_row(case, one, offers, door) for one in reversed(offers.all)]


def _row(case: Case, one: Standing, offers: Offers, door: Door) -> OfferRow:
    waits = one.is_open(door.now) and not case.is_over
    outcome = Outcome(one.end.outcome) if one.end else None
    return OfferRow(
        number=one.offer.number,
        terms=terms_in_words(one.offer),
        state=state_in_words(one, door.now),
        icon=ICONS[outcome] if outcome else "clock",
        href=reverse("offer", args=[door.vendor.slug, case.number, one.offer.number]),
        holds=one is offers.agreed,
        waits=waits,
        answers=waits and door.may(Act.ANSWER_OFFER),
    )


def state_in_words(one: Standing, now: datetime) -> str:
    """ "Accepted by Jonas Petersen, today 10:04", "Waits for an answer until 30 April"."""
    if one.end is None:
        day = {"date": calendar_date(one.offer.valid_until)}
        return _("Waits for an answer until %(date)s") % day if one.is_open(now) else _("Ran out on %(date)s") % day
    when = absolute(one.end.at, now)
    name = one.end.answered_by.name if one.end.answered_by else ""
    match one.end.outcome:
        case Outcome.ACCEPTED:
            return _("Accepted by %(name)s, %(when)s") % {"name": name, "when": when}
        case Outcome.DECLINED:
            return _("Declined by %(name)s, %(when)s") % {"name": name, "when": when}
        case Outcome.EXPIRED:
            return _("Ran out on %(date)s") % {"date": calendar_date(one.offer.valid_until)}
        case Outcome.REPLACED:
            return _("Replaced by a newer offer, %(when)s") % {"when": when}
    return _("Withdrawn, %(when)s") % {"when": when}
