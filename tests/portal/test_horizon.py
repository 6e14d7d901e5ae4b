"""A calendar that nobody has extended: pages still open, and acts are refused with a word."""

from datetime import UTC, datetime, timedelta

import pytest

from cases.models import CaseEvent, Milestone
from cases.verbs.assign_owner import assign_owner
from tenants.scope import working
from tests.cast import submitted
from tests.portal.walking import page, post, text_of

# The cast's calendars end with 2029.
LAST_DAYS = datetime(2029, 12, 27, 9, tzinfo=UTC)
LATER = datetime(2030, 3, 5, 9, tzinfo=UTC)
WORD = "The service calendar does not reach that far; tell support."


@pytest.fixture
def desk(cast):
    cast.agent, cast.manager, cast.contact = cast.revalize.agent, cast.revalize.manager, cast.nordwind.contact
    cast.case = submitted(cast.nordwind, at=LAST_DAYS - timedelta(days=10), severity="S4")
    with working(cast.revalize.vendor):
        assign_owner(cast.case, cast.agent, by=cast.agent, at=LAST_DAYS - timedelta(days=9))
        cast.milestone = Milestone.objects.get(case=cast.case)
    return cast


def test_every_page_opens(desk):
    number = desk.case.number
    pages = {
        desk.agent: [("queue",), ("case", number), ("policy",), ("bell",), ("effect", number)],
        desk.manager: [("escalations",)],
        desk.contact: [("home",), ("case_list",), ("new_case",), ("case", number), ("policy",), ("organisation",)],
    }
    found = {
        (person.name, *address): page(person, *address, at=LATER).status_code
        for person, addresses in pages.items()
        for address in addresses
    }
    assert set(found.values()) == {200}, found


def test_the_policy_page_says_that_the_calendar_ends_before(desk):
    assert "The calendar does not reach this day" in text_of(page(desk.contact, "policy", at=LATER))


@pytest.mark.parametrize("who", ["agent", "contact"])
def test_a_receipt_past_the_calendar_says_so(desk, who):
    response = page(getattr(desk, who), "receipt", desk.case.number, desk.milestone.pk, at=LATER)
    assert response.status_code == 200
    assert "This cannot be reckoned at the moment." in text_of(response)
    assert f"Back to case {desk.case.number}" in text_of(response)


def test_a_reply_is_refused_with_a_word_and_stays_in_the_form(desk):
    response = post(desk.agent, "say", desk.case.number, at=LATER, body="We look at it.", seen=99)
    assert response.status_code == 422
    assert WORD in text_of(response)
    assert "We look at it.</textarea>" in text_of(response)
    with working(desk.revalize.vendor):
        assert not CaseEvent.objects.filter(case=desk.case, kind="said").exists()


def test_a_case_that_would_close_past_the_calendar_is_not_resolved(desk):
    response = post(desk.agent, "set_status", desk.case.number, at=LAST_DAYS, to="resolved", cause="")
    assert response.status_code == 422
    assert WORD in text_of(response)


def test_a_new_case_is_refused_with_a_word(desk):
    response = post(desk.contact, "new_case", at=LATER, summary="Late")
    assert response.status_code == 422
    assert post(desk.contact, "forecast", at=LATER, severity="S1").status_code == 200
