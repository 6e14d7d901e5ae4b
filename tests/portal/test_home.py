"""The partner's home and its list of cases: whose turn it is, first; and nothing of anybody else."""

import re
from datetime import timedelta
from time import process_time
from urllib.parse import urlsplit

import pytest
import time_machine

from cases.models import Case
from cases.verbs.close import close
from cases.verbs.resolve import resolve
from cases.verbs.say import say
from cases.verbs.wait_for_partner import wait_for_partner
from portal.turns import EXCERPT, _excerpt
from tenants.models import Membership, Person
from tenants.roles import Role
from tenants.scope import unscoped, working
from tests.cast import TUESDAY, submitted

HOME, LIST = "/revalize/", "/revalize/cases/"
LATER = TUESDAY + timedelta(hours=1, minutes=30)


@pytest.fixture(autouse=True)
def later_on_tuesday():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def read(client):
    def html_of(member, url=HOME):
        client.force_login(member.person)
        answer = client.get(url)
        assert answer.status_code == 200
        return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")

    return html_of


@pytest.fixture
def cases(cast):
    """One of each: received, answered, waiting on the partner, resolved, closed; and one of another partner."""
    agent, contact = cast.revalize.agent, cast.nordwind.contact
    named = {name: submitted(cast.nordwind, summary=f"Case {name}", severity="S2") for name in NAMES}
    submitted(cast.baltic, summary="Case of somebody else")
    with working(cast.revalize.vendor):
        at = TUESDAY + timedelta(minutes=30)
        for name in NAMES[1:]:
            say(named[name], body="Hello Jonas,\n\nwhich export is it exactly, please?", by=agent, at=at)
        wait_for_partner(named["waiting"], by=agent, at=at)
        resolve(named["resolved"], by=agent, at=at)
        resolve(named["closed"], by=agent, at=at)
        close(named["closed"], by=contact, at=at)
    return named


NAMES = ["received", "answered", "waiting", "resolved", "closed"]


def panel(html, name):
    return re.search(rf'<section class="[^"]*" aria-labelledby="{name}">.*?</section>', html, re.S)[0]


def summaries(html):
    return re.findall(r'class="case-link" href="[^"]+">([^<]+)</a>', html)


def listed(html):
    return summaries(re.search(r'<table class="case-table">.*?</table>', html, re.S)[0])


def test_whose_turn_it_is_comes_first(read, cast, cases):
    html = read(cast.nordwind.contact)
    yours, theirs = panel(html, "yours"), panel(html, "theirs")
    assert '<data value="2">2</data> wait on you' in yours
    assert summaries(yours) == ["Case waiting", "Case resolved"]
    assert re.findall(r'<a class="button" href="[^"]+">(\w+)<', yours) == ["Answer", "Confirm"]
    assert "Ines Okafor: which export is it exactly, please?" in yours
    assert "Resolved. Say whether it is; otherwise it closes 21 April" in yours
    assert '<data value="2">2</data> with Revalize' in theirs
    assert summaries(theirs) == ["Case received", "Case answered"]
    assert re.findall(r'class="clock-left">([^<]+)<', theirs) == ["6 h 30 min left", "8 h left"]
    assert "Open until 17:00" in theirs
    assert "4 open cases with Revalize" in html


def test_the_list_has_all_cases_of_the_organisation_the_newest_change_first(read, cast, cases):
    html = read(cast.nordwind.contact)
    assert set(listed(html)) == {f"Case {name}" for name in NAMES}
    assert listed(html)[-1] == "Case received"
    assert "Case of somebody else" not in html
    assert "Open 4" in html and "Closed 1" in html
    assert "5 of 5 shown here" in html


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?which=open", {"received", "answered", "waiting", "resolved"}),
        ("?which=closed", {"closed"}),
        ("?severity=S2&which=closed", {"closed"}),
        ("?which=nonsense&customer=x", set(NAMES)),
    ],
)
@pytest.mark.parametrize("url", [HOME, LIST])
def test_the_list_is_narrowed_by_its_address(read, cast, cases, url, query, names):
    assert set(listed(read(cast.nordwind.contact, url + query))) == {f"Case {name}" for name in names}


def test_filters_by_customer_contact_and_severity_can_be_taken_away(read, cast, cases):
    other = submitted(cast.nordwind, summary="For the other customer", customer=cast.nordwind.customers[1].pk)
    html = read(cast.nordwind.contact, f"{LIST}?customer={other.customer_id}&severity=S3")
    assert listed(html) == ["For the other customer"]
    assert f'href="{LIST}?severity=S3" aria-label="Remove filter: Customer Küchen Voss"' in html
    nothing = read(cast.nordwind.contact, f"{LIST}?severity=S1")
    assert "No case fits these filters" in nothing


def test_pages_follow_one_another_without_losing_a_case(read, cast):
    for number in range(53):
        submitted(cast.nordwind, at=TUESDAY - timedelta(minutes=number), summary=f"Number {number}")
    first = read(cast.nordwind.contact, LIST)
    assert listed(first) == [f"Number {number}" for number in range(50)]
    following = re.search(r'href="([^"]+)" rel="next"', first)[1].replace("&amp;", "&")
    assert urlsplit(following).path == LIST
    second = read(cast.nordwind.contact, following)
    assert listed(second) == ["Number 50", "Number 51", "Number 52"]
    assert "3 of 53 shown here" in second and "Back to the start" in second


def test_the_number_of_questions_to_the_database_does_not_grow_with_the_cases(
    client, cast, cases, django_assert_max_num_queries
):
    client.force_login(cast.nordwind.contact.person)
    client.get(HOME)
    with django_assert_max_num_queries(45) as first:
        client.get(HOME)
    for number in range(6):
        submitted(cast.nordwind, summary=f"Number {number}")
    with django_assert_max_num_queries(len(first)):
        client.get(HOME)


def test_who_reads_along_sees_who_sends_cases_instead_of_the_button(read, cast, cases):
    html = read(cast.nordwind.people[Role.COLLEAGUE])
    assert "/revalize/cases/new/" not in html
    assert "New ones are sent by your Designated Contacts: Jonas Petersen (nordwind)." in html
    assert "/revalize/cases/new/" in read(cast.nordwind.contact)


def test_fewer_than_two_designated_contacts_are_a_quiet_reminder(read, cast):
    """R46."""
    words = "One Designated Contact so far. Two are recommended"
    assert words in read(cast.nordwind.contact)
    with unscoped("tests set their stage"):
        second = Person.objects.create_user("second@nordwind.example", name="Second Contact")
        Membership.objects.create(
            vendor=cast.revalize.vendor,
            partner=cast.nordwind.partner,
            person=second,
            role=Role.DESIGNATED_CONTACT,
            name="Second Contact",
        )
    assert words not in read(cast.nordwind.contact)


def test_an_organisation_without_cases_is_told_how_to_begin(read, cast):
    html = read(cast.nordwind.contact)
    assert "No cases yet" in html and "Nothing waits on you." in html and "Nothing is with Revalize." in html


def test_a_customer_sees_the_cases_it_was_included_in_without_clocks(read, cast, cases):
    included = submitted(cast.nordwind, summary="Shared with Hansa", customer_included=True)
    with working(cast.revalize.vendor):
        wait_for_partner(included, by=cast.revalize.agent, at=TUESDAY)
        assert Case.objects.get(pk=included.pk).status == "waiting"
    html = read(cast.nordwind.people[Role.CUSTOMER_USER])
    assert listed(html) == ["Shared with Hansa"]
    assert "With Nordwind Systemhaus" in html and 'class="clock' not in html and "/revalize/policy/" not in html


@pytest.mark.parametrize("url", [HOME, LIST])
def test_the_vendors_side_starts_at_its_queue(client, cast, url):
    client.force_login(cast.revalize.agent.person)
    assert client.get(url)["Location"] == "/revalize/queue/"


class Said:
    author = None

    def __init__(self, body):
        self.body = body


@pytest.mark.parametrize(
    ("body", "excerpt"),
    [
        ("Hello Jonas,\n\nwe looked. Which export is it exactly? Thank you.", "Which export is it exactly? Thank you."),
        ("Hello Jonas,\n\nplease send the export of rule set B2B-2.", "please send the export of rule set B2B-2."),
        ("Short.", "Short."),
    ],
)  # fmt: skip
def test_what_is_asked_is_told_from_the_question_on(body, excerpt):
    assert _excerpt(Said(body)) == excerpt


def test_a_message_without_an_end_is_read_quickly():
    """The search for a question takes the square of what it looks at: 20 000 characters took seconds."""
    began = process_time()
    assert _excerpt(Said("a" * 20_000)) == "a" * EXCERPT + "…"
    assert process_time() - began < 0.2


def test_a_long_question_is_cut_between_words():
    told = _excerpt(Said("word " * 100))
    assert told.endswith("word…") and len(told) <= EXCERPT + 1
