"""Search among one's own cases: by number, and by words."""

import re
from datetime import timedelta

import pytest

from portal.views import search as search_view
from tenants.roles import Role
from tests.cast import TUESDAY, submitted
from tests.portal.walking import page, text_of

NOON = TUESDAY + timedelta(hours=2)


@pytest.fixture
def desk(cast):
    cast.quotes = submitted(cast.nordwind, summary="Quotes cannot be saved: 100 % of them")
    cast.umlauts = submitted(cast.baltic, summary="Umlauts are broken in quotes")
    cast.foreign = submitted(cast.sarto, summary="Quotes of another vendor")
    return cast


def found(person, query):
    html = page(person, "search", at=NOON, q=query).content.decode()
    return [int(number) for number in re.findall(r'<span class="case-number">(\d+)</span>', html)]


def test_the_number_of_a_case_leads_to_it(desk):
    for query in (str(desk.quotes.number), f"# {desk.quotes.number} "):
        assert page(desk.revalize.agent, "search", at=NOON, q=query).url == f"/revalize/cases/{desk.quotes.number}/"


def test_the_number_of_another_partners_case_is_not_known(desk):
    response = page(desk.nordwind.contact, "search", at=NOON, q=str(desk.umlauts.number))
    assert response.status_code == 200
    assert "No case was found" in text_of(response)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("quotes", ["umlauts", "quotes"]),
        ("QUOTES saved", ["quotes"]),
        ("baltic", ["umlauts"]),
        ("gdynia umlaut", ["umlauts"]),
        ("100 %", ["quotes"]),
        ("hansa umlauts", []),
        ("_", []),
        ("\0", []),
    ],
)
def test_every_word_is_looked_for_in_summary_partner_and_customer(desk, query, names):
    assert found(desk.revalize.agent, query) == [getattr(desk, name).number for name in names]


def test_a_partner_searches_its_own_cases_and_a_customer_those_that_include_it(desk):
    assert found(desk.nordwind.contact, "quotes") == [desk.quotes.number]
    assert found(desk.nordwind.people[Role.CUSTOMER_USER], "quotes") == []


def test_words_are_looked_for_among_the_latest_cases_and_the_page_says_so(desk, monkeypatch):
    monkeypatch.setattr(search_view, "AMONG", 1)
    response = page(desk.revalize.agent, "search", at=NOON, q="quotes")
    assert found(desk.revalize.agent, "quotes") == [desk.umlauts.number]
    assert "Words are looked for among the 1 cases that changed last; numbers among all." in text_of(response)


def test_more_than_are_shown_is_said(desk, monkeypatch):
    monkeypatch.setattr(search_view, "SHOWN", 1)
    assert "the 1 that changed last, there are more: add a word" in text_of(
        page(desk.revalize.agent, "search", at=NOON, q="quotes")
    ).replace("50", "1")
    assert found(desk.revalize.agent, "quotes") == [desk.umlauts.number]
