"""What a case's page knows of its surveys: the contact's open one, and for the vendor's people what was answered."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from cases.models import Case
from portal.feedback import Card, cards, visible
from portal.gates import Door
from surveys.models import State, Survey
from surveys.tokens import token_of
from tenants.models import ListEntry


@dataclass(frozen=True)
class Asked:
    """A survey that the reader can answer, or whose answer they can change, until `until`."""

    href: str
    until: datetime
    answered: bool


def asked_of(case: Case, door: Door) -> Asked | None:
    """None on the vendor's side, and for everybody but the contact: their scope shows no survey."""
    if door.membership.is_vendor_side:
        return None
    survey = Survey.objects.filter(case=case, state=State.OPEN, expires_at__gt=door.now).first()
    if survey is None or survey.expires_at is None:
        return None
    href = reverse("survey", args=[door.vendor.slug, token_of(survey)])
    return Asked(href, survey.expires_at, survey.answered_at is not None)


def feedback_on(case: Case, door: Door, departments: list[ListEntry]) -> list[Card]:
    """The answers on a case that the reader may see, the newest first; none on the partner's side. `departments`: the
    vendor's, as the page has read them.
    """
    if not door.membership.is_vendor_side:
        return []
    rows = visible(door, departments).filter(case=case)
    return cards(rows.select_related("case", "membership", "owner"), door, departments)
