"""The form of a new case: who may send it, what it says, and that nothing typed is lost."""

import re
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import Attachment, Case, Watcher
from contacts.models import Entitlement
from tenants.models import ListEntry
from tenants.roles import Role
from tenants.scope import acting, working
from tests.cast import TUESDAY

NEW, FORECAST = "/revalize/cases/new/", "/revalize/cases/new/forecast/"
FRIDAY_EVENING = datetime(2026, 4, 10, 16, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_tuesday_morning():
    with time_machine.travel(TUESDAY, tick=False):
        yield


def signed_in(client, member):
    client.force_login(member.person)
    return client


@pytest.fixture
def jonas(client, cast):
    return signed_in(client, cast.nordwind.contact)


@pytest.fixture
def typed(cast):
    """A complete form of Nordwind's Designated Contact: S1 in production."""
    with working(cast.revalize.vendor):
        steps = list(ListEntry.objects.filter(list="first_step").values_list("code", flat=True))
    return {
        "key": str(uuid4()),
        "first_steps": steps,
        "case_type": "problem",
        "summary": "Quotes cannot be saved",
        "description": "Every attempt ends after 50 seconds.",
        "steps": "1. Open a quote\n2. Save",
        "expected": "Saved.",
        "observed": "An error.",
        "error": "Lock wait timeout exceeded",
        "tried": "Restarted the server.",
        "business_impact": "Sales has stopped.",
        "product": "quote-builder",
        "product_version": "9.3.1",
        "customer": str(cast.nordwind.customers[0].pk),
        "environment": "production",
        "severity": "S1",
        "impact": "all-users",
        "affected_users": "140",
    }


def only_case(cast):
    with acting(cast.nordwind.contact):
        return Case.objects.select_related("customer", "contact").get()


def missing_of(html):
    """The words of the list "Missing before you can send"."""
    found = re.search(r'class="forecast-missing".*?</ul>', html, re.S)
    return re.findall(r'<a href="#[^"]+">([^<]+)</a>', found[0]) if found else []


def states_of(html):
    return re.findall(r'id="mark-(\w+)" data-state="(\w*)"', html)


def test_a_complete_form_becomes_a_case_and_its_page_says_number_and_due_time(jonas, cast, typed):
    answer = jonas.post(NEW, typed)
    case = only_case(cast)
    assert (answer.status_code, answer["Location"]) == (302, f"/revalize/cases/{case.number}/")
    assert (case.summary, case.severity, case.affected_users) == ("Quotes cannot be saved", "S1", 140)
    assert (case.customer, case.contact) == (cast.nordwind.customers[0], cast.nordwind.contact)
    page = jonas.get(answer["Location"]).content.decode()
    assert f"Case {case.number} is with Revalize. The first answer is due today 12:00." in page
    assert f'data-draft-clear="new-case-revalize-{cast.nordwind.contact.pk}"' in page


def test_files_and_people_on_copy_come_with_the_case(jonas, cast, typed):
    colleague = cast.nordwind.people[Role.COLLEAGUE]
    files = [SimpleUploadedFile("a.log", b"first"), SimpleUploadedFile("b.log", b"second")]
    jonas.post(NEW, {**typed, "files": files, "watchers": [colleague.pk], "customer_included": "on"})
    case = only_case(cast)
    with acting(cast.nordwind.contact):
        assert list(Attachment.objects.values_list("name", "size")) == [("a.log", 5), ("b.log", 6)]
        assert Watcher.objects.get(case=case).membership_id == colleague.pk
    assert case.customer_included


def test_a_form_that_is_posted_twice_makes_one_case(jonas, cast, typed):
    first, second = jonas.post(NEW, typed), jonas.post(NEW, typed)
    assert first["Location"] == second["Location"]
    only_case(cast)


def test_what_is_missing_stands_at_its_field_and_what_was_typed_is_kept(jonas, cast, typed):
    log = SimpleUploadedFile("a.log", b"first")
    answer = jonas.post(NEW, {**typed, "error": " ", "files": [log]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Still empty. Copy it word for word, or write “none”." in page
    assert re.search(r'id="id_error_error">\s*<p class="field-error">', page)
    assert '<textarea name="description"' in page and "Every attempt ends after 50 seconds." in page
    assert f'value="{typed["key"]}"' in page and "data-draft-bound" in page
    assert "Choose the files again" in page
    assert missing_of(page) == ["Exact error message"]
    assert states_of(page) == [("first", "done"), ("what", "missing"), ("bad", "done")]
    with acting(cast.nordwind.contact):
        assert not Case.objects.exists()


def test_a_number_that_is_none_is_said_together_with_all_else(jonas, typed):
    page = jonas.post(NEW, {**typed, "affected_users": "many", "summary": ""}).content.decode()
    assert "Enter a whole number." in page and "Say in one line what is wrong." in page
    assert 'value="many"' in page


def test_s1_on_a_test_system_is_refused_at_the_severity(jonas, cast, typed):
    """R21: only a hand-made form can ask for it, because the page does not offer it."""
    answer = jonas.post(NEW, {**typed, "environment": "test"})
    page = answer.content.decode()
    assert answer.status_code == 422
    error = re.search(r'id="id_severity_error"><p class="field-error">.*?</svg>([^<]+)</p>', page, re.S)
    assert error[1].strip() == "S1 is for production only. You chose Test: take a lower severity."
    assert "Not offered: S1 is for production only. For Test, S2 is the highest." in page
    assert re.search(r'value="S1" id="id_severity_S1" disabled', page)
    with acting(cast.nordwind.contact):
        assert not Case.objects.exists()


def test_the_scale_shows_the_vendors_definitions_and_the_partners_own_targets(jonas):
    """R19, R25."""
    page = jonas.get(NEW).content.decode()
    promises = re.findall(r'<span class="target">initial response in <b>([^<]+)</b>', page)
    assert promises == [
        "under 2 business hours",
        "under 8 business hours",
        "under 2 business days",
        "under 3 business days",
    ]
    assert "The production system is down, or fails so badly" in page


def test_a_fresh_form_says_what_it_wants_and_gets_a_key_of_its_own(jonas):
    first, second = (jonas.get(NEW).content.decode() for _ in range(2))
    keys = [re.search(r'name="key" value="([0-9a-f-]{36})"', page)[1] for page in (first, second)]
    assert keys[0] != keys[1]
    assert missing_of(first) == [
        "First steps: 1 thing is missing",
        "What happens: 11 things are missing",
        "How bad it is: 2 things are missing",
    ]
    assert states_of(first) == [("first", ""), ("what", ""), ("bad", "")]
    assert "up to 10 of 20\N{NO-BREAK SPACE}MB each" in first


def test_only_own_customers_can_be_chosen(jonas, cast, typed):
    """R4."""
    page = jonas.get(NEW).content.decode()
    assert "Hansa" in page and "Gdynia Marine Works" not in page
    foreign = cast.baltic.customers[0].pk
    answer = jonas.post(NEW, {**typed, "customer": str(foreign)})
    assert answer.status_code == 422
    with acting(cast.nordwind.contact):
        assert not Case.objects.exists()


@pytest.mark.parametrize("role", [Role.COLLEAGUE, Role.PORTAL_MANAGER, Role.CUSTOMER_USER])
def test_everybody_else_is_told_who_sends_cases(client, cast, typed, role):
    """R14."""
    signed_in(client, cast.nordwind.people[role])
    for answer in (client.get(NEW), client.post(NEW, typed)):
        assert answer.status_code == 403
        page = answer.content.decode()
        assert "Only Designated Contacts send cases" in page and cast.nordwind.contact.name in page
        # A customer's organisation has no Designated Contacts of its own.
        assert ("Designated Contacts of your organisation" in page) == (role != Role.CUSTOMER_USER)
    assert client.post(FORECAST, typed).status_code == 403
    with acting(cast.nordwind.contact):
        assert not Case.objects.exists()


def test_without_a_running_contract_there_is_a_clear_page_instead_of_the_form(jonas, cast, typed):
    """R3."""
    with working(cast.revalize.vendor):
        Entitlement.objects.filter(partner=cast.nordwind.partner).update(ends_on=date(2026, 4, 13))
    for answer in (jonas.get(NEW), jonas.post(NEW, typed)):
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "No support contract of Nordwind Systemhaus runs today." in page and "multipart/form-data" not in page


def test_the_forecast_says_when_and_why(jonas, typed):
    with time_machine.travel(FRIDAY_EVENING, tick=False):
        page = jonas.post(FORECAST, typed).content.decode()
    assert "initial response is due <b><time" in page
    assert ">Mon 10:00</time></b> Monday 13 April, your time (Europe/Berlin)</output>" in page
    assert "S1: in under 2 business hours. Closed until Mon 08:00; the count begins then." in page
    assert (
        "EMEA business hours: Monday to Friday, 08:00 to 17:00, Europe/Berlin, closed on public holidays (Germany)."
        in page
    )
    assert missing_of(page) == []


def test_the_forecast_follows_what_is_chosen_and_lists_what_is_missing(jonas, typed):
    page = jonas.post(FORECAST, {**typed, "severity": "", "steps": ""}).content.decode()
    assert "Choose a severity" in page and "initial response is due" not in page
    assert missing_of(page) == ["Steps that lead to it", "Severity"]
    assert states_of(page) == [("first", "done"), ("what", "missing"), ("bad", "missing")]


def test_the_forecast_changes_the_scale_only_when_the_environment_did(jonas, typed):
    same = jonas.post(FORECAST, {**typed, "scale_for": "production"}).content.decode()
    assert "group-severity" not in same
    other = jonas.post(FORECAST, {**typed, "environment": "test", "scale_for": "production"}).content.decode()
    assert re.search(r'id="group-severity" hx-swap-oob="true"', other)
    assert "Not offered: S1 is for production only." in other


def test_a_question_needs_less_than_a_problem(jonas, typed):
    """R5, R16: what is required is the vendor's list by case type."""
    question = {**typed, "case_type": "question", "steps": "", "expected": "", "observed": "", "error": ""}
    page = jonas.post(FORECAST, question).content.decode()
    assert missing_of(page) == []
    assert re.search(r'id="id_steps_optional" hx-swap-oob="true">optional<', page)
    assert jonas.post(NEW, question).status_code == 302


def test_strangers_sign_in_first_and_other_vendors_people_find_nothing(client, cast):
    assert client.get(NEW)["Location"].startswith("/accounts/login/")
    assert signed_in(client, cast.sarto.contact).get(NEW).status_code == 404
