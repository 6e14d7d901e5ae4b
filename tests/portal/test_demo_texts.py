"""The demo data as it is written: it holds together, uses the vendors' own codes, and every case is its own matter."""

import re
from collections import Counter

import pytest
import yaml
from django.conf import settings

from portal.demo.reading import FOLDER, read, slugs
from tenants.roles import Role

VENDORS = ["caret", "revalize", "velixo"]
GERMAN = re.compile(r"\b(der|die|das|und|nicht|ist|wir|im|mit|ein|eine|bitte|auf)\b", re.IGNORECASE)
ENGLISH = re.compile(r"\b(the|and|is|with|we|not|of|to|please)\b", re.IGNORECASE)


def lists_of(slug):
    return yaml.safe_load((settings.BASE_DIR / "vendors" / f"{slug}.yaml").read_text())


def codes(rows):
    return {row["code"] for row in rows}


@pytest.fixture(params=VENDORS)
def demo(request):
    return read(request.param)


def test_every_vendor_with_demo_data_is_known():
    assert slugs() == VENDORS


def test_codes_are_those_of_the_vendor(demo):
    lists = lists_of(demo.slug)
    known = {
        "product": codes(lists["products"]),
        "type": codes(lists["case_types"]),
        "severity": codes(lists["severities"]),
        "impact": codes(lists["impacts"]),
        "environment": codes(lists["environments"]),
    }
    wrong = {
        (story.key, name, story.codes[name])
        for story in demo.stories
        for name, allowed in known.items()
        if story.codes[name] not in allowed
    }
    assert wrong == set()


def test_departments_and_causes_are_those_of_the_vendor(demo):
    lists = lists_of(demo.slug)
    steps = [step for story in demo.stories for step in story.steps]
    assert {step.to for step in steps if step.verb == "refer"} <= codes(lists["departments"])
    assert {step.cause for step in steps if step.cause} <= codes(lists["causes"])


def test_regions_and_plans_are_those_of_the_vendor(demo):
    lists = lists_of(demo.slug)
    assert {partner.region for partner in demo.partners} == codes(lists["regions"])
    assert {partner.entitlement["plan"] for partner in demo.partners} <= codes(lists["plans"])


def test_urgent_cases_are_about_production_where_the_vendor_demands_it(demo):
    reserved = {row["code"] for row in lists_of(demo.slug)["severities"] if row["production_only"]}
    places = {story.codes["environment"] for story in demo.stories if story.codes["severity"] in reserved}
    assert places <= {"production"}


def test_each_vendor_has_people_for_every_role(demo):
    roles = Counter(person.role for person in demo.staff)
    assert set(roles) == set(Role.vendor_side())
    assert 5 <= roles[Role.AGENT] <= 6
    assert 1 <= roles[Role.MANAGER] <= 2
    theirs = {person.role for partner in demo.partners for person in partner.everybody()}
    assert theirs == {*Role.partner_side(), Role.CUSTOMER_USER}


def test_partners_are_of_the_size_of_real_ones(demo):
    assert 5 <= len(demo.partners) <= 7
    for partner in demo.partners:
        contacts = [person for person in partner.people if person.role == Role.DESIGNATED_CONTACT]
        assert 1 <= len(contacts) <= 3, partner.name
        assert 2 <= len(partner.customers) <= 5, partner.name
        assert any(person.role == Role.PORTAL_MANAGER for person in partner.people), partner.name


def test_everybody_has_an_example_address(demo):
    people = [*demo.staff, *(person for partner in demo.partners for person in partner.everybody())]
    assert [person.email for person in people if not person.email.endswith(".example")] == []


def test_there_are_some_dozens_of_cases_with_few_urgent_ones(demo):
    severities = Counter(story.codes["severity"] for story in demo.stories)
    assert 40 <= len(demo.stories) <= 60
    assert 2 <= severities["S1"] <= 5
    assert severities["S3"] == max(severities.values())


def test_every_partner_and_every_contact_has_cases(demo):
    assert {story.partner.key for story in demo.stories} == {partner.key for partner in demo.partners}
    contacts = {
        person.key for partner in demo.partners for person in partner.people if person.role == Role.DESIGNATED_CONTACT
    }
    assert {story.contact for story in demo.stories} == contacts


def test_conversations_have_one_to_nine_messages(demo):
    for story in demo.stories:
        assert 1 <= 1 + sum(step.verb == "say" for step in story.steps) <= 9, story.key


def test_no_text_is_said_twice():
    said = Counter(
        text.strip().lower()
        for slug in VENDORS
        for story in read(slug).stories
        for text in [story.texts["summary"], story.texts["description"], *(step.text for step in story.steps)]
        if text
    )
    assert [text for text, times in said.items() if times > 1] == []


def test_there_is_no_filler():
    words = re.compile(r"lorem|ipsum|test case \d|asdf|\btodo\b|\btbd\b", re.IGNORECASE)
    found = [
        (path.name, number)
        for path in FOLDER.rglob("*.yaml")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if words.search(line)
    ]
    assert found == []


def test_lengths_differ_as_they_do_in_life(demo):
    lengths = [len(story.texts["summary"]) for story in demo.stories]
    assert max(lengths) > 110
    assert min(lengths) < 60


def test_german_cases_are_in_german_and_only_they(demo):
    for story in demo.stories:
        text = " ".join([story.texts["summary"], story.texts["description"]])
        german, english = len(GERMAN.findall(text)), len(ENGLISH.findall(text))
        assert (german > english) == (story.language == "de"), story.key


def test_some_partners_write_german_to_revalize():
    stories = [story for story in read("revalize").stories if story.language == "de"]
    assert len(stories) >= 5
    assert len({story.partner.key for story in stories}) >= 2
    words = {word for story in stories for word in story.texts["summary"].split()}
    assert max(len(word) for word in words) > 35


def test_the_case_of_the_mock_ups_is_there():
    story = next(story for story in read("revalize").stories if story.key == "quotes-cannot-be-saved")
    assert story.texts["summary"].startswith("Quotes cannot be saved since the update to 9.3.1")
    assert (story.partner.name, story.contact, story.affected_users) == ("Nordwind Systemhaus", "jonas", 140)
