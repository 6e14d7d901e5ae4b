"""Whole addresses of the portal's pages, for mails."""

from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from cases.anchors import anchor_of
from cases.models import Case, CaseEvent
from notifications.topics import NUMBERS, Topic
from surveys.models import Survey
from surveys.tokens import token_of
from tenants.models import Membership
from tenants.tokens import Bearer, sign


def page(name: str, *args) -> str:
    """The address of a page by its name: "https://support.example/revalize/cases/10001/"."""
    return urljoin(settings.PORTAL_URL, reverse(name, args=args))


def case_page(case: Case, slug: str, event: CaseEvent | None = None) -> str:
    url = page("case", slug, case.number)
    return f"{url}#{anchor_of(event)}" if event else url


def survey_page(survey: Survey, slug: str) -> str:
    """Where a survey is answered, without a sign-in."""
    return page("survey", slug, token_of(survey))


def stop_page(membership: Membership, topic: Topic) -> str:
    """Where mails of a topic end without a sign-in, by one click of the mail program (RFC 8058)."""
    token = sign("unsubscribe", Bearer(membership.vendor_id, membership.pk, NUMBERS[topic]))
    return page("stop_mails", membership.vendor.slug, token)
