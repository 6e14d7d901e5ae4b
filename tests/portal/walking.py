"""Walking through the pages as somebody of the cast, at a given instant."""

from contextlib import contextmanager
from copy import copy
from html import unescape
from uuid import uuid4

import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case, Milestone
from tenants.models import Membership
from tenants.scope import working


def signed_in(person: Membership) -> Client:
    """A browser of that person."""
    client = Client()
    client.force_login(person.person)
    return client


@contextmanager
def clock_at(instant):
    """The doors read this instant."""
    with time_machine.travel(instant, tick=False):
        yield


def page(person: Membership, name: str, *args, at, **query):
    """GET the address of that name as the person, at an aware UTC instant."""
    with clock_at(at):
        return signed_in(person).get(reverse(name, args=[person.vendor.slug, *args]), query)


def post(who: Membership, name: str, *args, at, **data):
    """POST to the address of that name as the person, at an aware UTC instant."""
    with clock_at(at):
        return signed_in(who).post(reverse(name, args=[who.vendor.slug, *args]), data)


def text_of(response) -> str:
    """The page's words, as they are read: without tags' escapes and with single blanks."""
    return " ".join(unescape(response.content.decode()).replace("\xa0", " ").split())


def asked_by(client: Client, address: str, at) -> list[str]:
    """The questions that a page asks the database: SELECTs, without those that enter a scope."""
    with clock_at(at), CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [row["sql"] for row in captured if row["sql"].startswith("SELECT") and "set_config" not in row["sql"]]


def multiplied(case: Case, times: int) -> list[Case]:
    """So many more cases like that one, with its milestones but without its log: rows for lists."""
    with working(case.vendor_id):
        last = Case.objects.order_by("-number").values_list("number", flat=True)[0]
        made = []
        for number in range(last + 1, last + 1 + times):
            twin = copy(case)
            twin.pk, twin.number, twin.submission_key = None, number, uuid4()
            twin._state = copy(case._state)
            twin._state.adding = True
            made.append(twin)
        Case.objects.bulk_create(made)
        clocks = list(Milestone.objects.filter(case=case))
        Milestone.objects.bulk_create(_like(row, twin) for twin in made for row in clocks)
        return made


def _like(row: Milestone, case: Case) -> Milestone:
    """A milestone like that one, of another case and not yet written."""
    other = copy(row)
    other.pk, other.case, other._state = None, case, copy(row._state)
    other._state.adding = True
    return other
