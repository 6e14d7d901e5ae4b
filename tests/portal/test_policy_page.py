"""The policy's page (R1, R2, R6, R8, R13, R19, R20, R25), the organisation's, and one's own profile."""

import re
from datetime import date

import pytest
import time_machine

from contacts.models import Entitlement, PartnerHoliday
from portal.hours import calendar_in_words, hours_in_words, now_in_words
from slas.models import PolicyVersion
from tenants.models import Membership, Person
from tenants.profiles import ProfileRefused, change_profile
from tenants.roles import Role
from tenants.scope import unscoped, working
from tests.cast import TUESDAY
from tests.slas.desks import berlin, clocks
from tests.slas.test_receipt import WITH_TEAM_DAY

POLICY, ORGANISATION, PROFILE = "/revalize/policy/", "/revalize/organisation/", "/revalize/me/"


@pytest.fixture(autouse=True)
def a_tuesday_morning():
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def read(client):
    def html_of(member, url=POLICY, status=200):
        client.force_login(member.person)
        answer = client.get(url)
        assert answer.status_code == status
        return answer.content.decode()

    return html_of


def cells(html):
    table = re.search(r'<table class="data-table policy-targets">.*?</table>', html, re.S)[0]
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", table, re.S)
    return [
        [re.sub(r"<[^>]+>", "", cell.split("<small>")[0]).strip() for cell in row.split("<td>")[1:]] for row in rows
    ]


def test_targets_per_severity_name_their_document_or_are_marked_as_default(read, cast):
    html = read(cast.nordwind.contact)
    assert "Revision of 8 August 2024" in html and "in force" in html
    assert cells(html) == [
        ["under 2 business hours", "under 4 business hours vendor’s default"],
        ["under 8 business hours", "under 1 business day vendor’s default"],
        ["under 2 business days", "under 3 business days vendor’s default"],
        ["under 3 business days", "under 5 business days vendor’s default"],
    ]
    assert "Partner Support Policy, 8 August 2024, target initial response" in html and "R19" not in html
    assert "your plan" in html and "no time is promised for it" in html


def test_hours_and_holidays_of_each_region_for_this_year_and_the_next(read, cast):
    html = read(cast.nordwind.contact)
    assert "Monday to Friday, 08:00 to 17:00, Europe/Berlin, closed on public holidays (Germany)" in html
    assert "Monday to Friday, 08:00 to 18:00, America/New_York, closed on public holidays (United States)" in html
    assert re.search(r'<time datetime="2026-04-06">Mon 6 Apr</time> Easter Monday', html)
    assert re.search(r'<time datetime="2027-03-26">Fri 26 Mar</time> Good Friday', html)
    assert "2025-12-25" not in html and "2028-01-01" not in html
    assert "Open until 17:00" in html and "your region" in html


def test_products_severities_and_the_process_are_there(read, cast):
    html = read(cast.nordwind.contact)
    assert "Quote Builder" in html and "Kitchen Planner" in html
    assert "production only" in html and "The production system is down" in html
    assert "<li>You go through the first steps and search the articles.</li>" in html
    assert "do not replace product training" in html


def test_the_vendors_side_sees_assumptions_and_versions_and_an_older_one(read, cast):
    """R1: an old case keeps the version under which it was received."""
    with working(cast.revalize.vendor):
        first = PolicyVersion.objects.get()
        document = {**first.document, "revised": "2026-04-01", "effective_from": "2026-04-01"}
        PolicyVersion.objects.create(
            vendor=first.vendor, number=2, revised_on=date(2026, 4, 1), effective_from=berlin(4, 1),
            published_at=berlin(3, 30), document=document, digest="other", created_at=berlin(3, 30),
        )  # fmt: skip
        PolicyVersion.objects.create(
            vendor=first.vendor, number=3, revised_on=date(2026, 4, 12), effective_from=berlin(4, 12),
            document=document, digest="a draft", created_at=berlin(4, 12),
        )  # fmt: skip
    html = read(cast.revalize.agent)
    assert "Revision of 1 April 2026" in html
    assert "assumption" in html and "vendor’s default" not in html
    assert re.findall(r'<a href="\?version=(\d)"', html) == ["2", "1"]
    older = read(cast.nordwind.contact, f"{POLICY}?version=1")
    assert "Revision of 8 August 2024" in older and "an older version" in older
    for unknown in ("3", "9", "x"):
        read(cast.revalize.agent, f"{POLICY}?version={unknown}", status=404)


def test_a_partners_customers_have_no_policy_and_no_contract(read, cast):
    for url in (POLICY, ORGANISATION):
        read(cast.nordwind.people[Role.CUSTOMER_USER], url, status=403)


def test_the_organisation_shows_people_contracts_holidays_and_customers(read, cast):
    with working(cast.revalize.vendor):
        Entitlement.objects.create(
            vendor=cast.revalize.vendor, partner=cast.nordwind.partner, plan="standard", reference="SO-0900",
            starts_on=date(2022, 1, 1), ends_on=date(2023, 12, 31),
        )  # fmt: skip
        PartnerHoliday.objects.create(
            vendor=cast.revalize.vendor, partner=cast.nordwind.partner, day=date(2026, 5, 15), name="Bridge day",
            covered_by=cast.nordwind.people[Role.COLLEAGUE],
        )  # fmt: skip
    html = read(cast.nordwind.people[Role.COLLEAGUE], ORGANISATION)
    assert "1 Designated Contact<" in html and "Two are recommended" in html
    assert "since 1 January 2024, until further notice" in html and "SO-1007" in html
    assert "1 January 2022 to 31 December 2023" in html and "ended" in html
    assert "Bridge day" in html and "Aylin Demir (nordwind) covers" in html
    assert "Mon to Fri 08:00–18:00" in html and "Küchen Voss" in html and "Gdynia" not in html
    read(cast.revalize.agent, ORGANISATION, status=403)


@pytest.mark.parametrize(
    ("clock", "at", "words"),
    [
        (WITH_TEAM_DAY, berlin(4, 7, 12, 36), "Open until 17:00"),
        (WITH_TEAM_DAY, berlin(4, 7, 9), "Closed until today 10:00: Team day"),
        (WITH_TEAM_DAY, berlin(4, 3, 12), "Closed until Tue 10:00: Good Friday"),
        (WITH_TEAM_DAY, berlin(4, 8, 18), "Closed until tomorrow 08:00"),
        (clocks("caret")["weekdays-24x5"], berlin(4, 7, 12), "Open until Sat 09:00"),
        (clocks("caret")["always-24x7"], berlin(4, 7, 12), "Open around the clock"),
    ],
)
def test_hours_now_in_one_sentence(settings, clock, at, words):
    from django.utils import timezone

    with timezone.override("Europe/Berlin"):
        assert now_in_words(clock, at).text == words


def test_calendars_in_words():
    assert hours_in_words((((480, 720), (780, 1020)),) * 4 + (((480, 720),), (), ())) == (
        "Monday to Thursday, 08:00 to 12:00, 13:00 to 17:00; Friday, 08:00 to 12:00"
    )
    told = [calendar_in_words(clocks("caret")[code].definition) for code in ("weekdays-24x5", "always-24x7")]
    assert told == [
        "Monday to Friday, 24 hours a day, America/Los_Angeles, open on public holidays too",
        "every day, 24 hours a day, America/Los_Angeles, open on public holidays too",
    ]


def test_a_profile_is_changed_for_the_person_and_every_membership(client, cast):
    member = cast.nordwind.contact
    client.force_login(member.person)
    typed = {"name": " Jonas  Petersen-Lund ", "language": "de", "zone": "America/New_York"}
    answer = client.post(PROFILE, typed)
    assert (answer.status_code, answer["Location"]) == (302, PROFILE)
    with unscoped("a test looks at what was saved"):
        person = Person.objects.get(pk=member.person_id)
        row = Membership.objects.get(pk=member.pk)
    assert (person.name, person.language, person.zone) == ("Jonas Petersen-Lund", "de", "America/New_York")
    assert (row.name, row.zone) == ("Jonas Petersen-Lund", "America/New_York")


def test_a_wrong_profile_changes_nothing_and_says_what_is_wrong(client, cast):
    member = cast.nordwind.contact
    client.force_login(member.person)
    answer = client.post(PROFILE, {"name": "  ", "language": "xx", "zone": "Mars/Base"})
    html = answer.content.decode()
    assert answer.status_code == 422
    for words in ("A name has between 1 and 120 characters.", "Choose one of the languages.", "Choose a time zone"):
        assert words in html
    with pytest.raises(ProfileRefused) as refused:
        change_profile(member.person, name="x" * 121, language="en", zone="Europe/Berlin")
    assert list(refused.value.errors) == ["name"]
    with unscoped("a test looks at what was saved"):
        assert Person.objects.get(pk=member.person_id).zone == "Europe/Berlin"


def test_a_documents_english_name_is_marked_for_readers_of_german(read, cast):
    name = "Partner Support Policy, 8 August 2024, target initial response"
    assert f"<small>{name}</small>" in read(cast.nordwind.contact)
    with unscoped("tests set their stage"):
        Person.objects.filter(pk=cast.nordwind.contact.person_id).update(language="de")
    assert f'<small><span lang="en">{name}</span></small>' in read(cast.nordwind.contact)
