"""The same form sent several times at once, as impatient fingers and broken lines do: it counts once."""

import os
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case, CaseEvent, Message
from tenants.scope import working
from tests import databases
from tests.cases.crowd_of_threads import at_once, failures
from tests.cast import find_cast, submission, submitted

TIMES = 6


@pytest.fixture(scope="module")
def crowd(django_db_blocker):
    """The cast in a database of its own, where everything is committed."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "master")
    with django_db_blocker.unblock(), databases.own_database(f"{worker}_posts"):
        yield find_cast()


def signed_in(membership):
    client = Client()
    client.force_login(membership.person)
    return client


def posted(membership, address, data, times=TIMES):
    """What each of so many posts at once was answered: (status, where it leads)."""
    clients = [signed_in(membership) for _ in range(times)]
    results = at_once([lambda client=client: client.post(address, data) for client in clients])
    assert failures(results) == []
    return [(answer.status_code, answer.headers.get("Location")) for answer in results]


def form_of(organisation):
    given = submission(organisation)
    return {
        "key": str(uuid4()),
        "first_steps": list(given.first_steps),
        **{name: getattr(given, name) for name in ("case_type", "summary", "product", "product_version", "description",
                                                   "environment", "severity", "impact", "customer")},
        **given.sections,
    }  # fmt: skip


def test_a_new_case_sent_six_times_at_once_is_one_case_and_all_lead_to_it(crowd):
    vendor, contact = crowd.revalize.vendor, crowd.nordwind.contact
    data = form_of(crowd.nordwind)
    answers = posted(contact, reverse("new_case", args=[vendor.slug]), data)
    with working(vendor):
        case = Case.objects.get(submission_key=data["key"])
        assert case.number == vendor.first_case_number
        assert Case.objects.count() == 1
        assert case.messages.count() == 1
    assert answers == [(302, reverse("case", args=[vendor.slug, case.number]))] * TIMES


@pytest.mark.parametrize(("kind", "event"), [("reply", "said"), ("note", "noted")])
def test_an_answer_or_a_note_sent_six_times_at_once_is_on_the_case_once(crowd, kind, event):
    house = crowd.revalize
    case = submitted(crowd.nordwind)
    address = reverse("say", args=[house.vendor.slug, case.number])
    answers = posted(house.agent, address, {"kind": kind, "body": "We look\r\ninto it.", "seen": "1"})
    with working(house.vendor):
        assert Message.objects.filter(case=case, body="We look\ninto it.").count() == 1
        assert CaseEvent.objects.filter(case=case, kind=event).count() == 1
    assert {status for status, _ in answers} == {302}
    assert len(set(answers)) == 1


def test_the_same_words_from_the_page_that_the_first_ones_led_to_are_said_again(crowd):
    house = crowd.revalize
    case = submitted(crowd.nordwind)
    client, address = signed_in(house.agent), reverse("say", args=[house.vendor.slug, case.number])
    for _ in range(2):
        page = client.get(reverse("case", args=[house.vendor.slug, case.number])).content.decode()
        seen = re.search(r'name="seen" value="(\d+)"', page)
        assert client.post(address, {"kind": "reply", "body": "Any news?", "seen": seen[1]}).status_code == 302
    with working(house.vendor):
        assert Message.objects.filter(case=case, body="Any news?").count() == 2


def test_two_people_who_write_the_same_are_both_heard(crowd):
    house, case = crowd.revalize, submitted(crowd.nordwind)
    address = reverse("say", args=[house.vendor.slug, case.number])
    note = {"kind": "note", "body": "Seen.", "seen": "1"}
    for person in (house.agent, house.manager):
        assert signed_in(person).post(address, note).status_code == 302
    with working(house.vendor):
        assert Message.objects.filter(case=case, body="Seen.").count() == 2
