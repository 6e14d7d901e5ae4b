"""Offers of billable work on the pages: made at the desk, answered by Designated Contacts, read by both sides (R51)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from cases.models import OfferEnd
from cases.offer_terms import OfferTerms
from cases.verbs.answer_offer import answer_offer
from cases.verbs.make_offer import make_offer
from cases.verbs.refer import refer
from cases.verbs.resolve import resolve
from cases.verbs.wait_for_partner import wait_for_partner
from notifications.mail.case_letters import write_case_letter
from notifications.models import Channel, Delivery
from notifications.telling import sweep_announcements
from tenants.roles import Role
from tenants.scope import acting, unscoped, working
from tests.cast import TUESDAY, submitted
from tests.portal.walking import page, post, text_of

HOUR = timedelta(hours=1)
TERMS = OfferTerms("A report of two pages.", "fixed", Decimal(1200), currency="EUR", valid_until=date(2026, 4, 30))
GIVEN = {"body": "A report.", "basis": "fixed", "amount": "1200.00", "currency": "EUR", "valid_until": "2026-04-30"}


@pytest.fixture
def desk(cast):
    cast.case, cast.consultant, cast.contact = (
        submitted(cast.nordwind, customer_included=True), cast.revalize.staff[Role.CONSULTANT], cast.nordwind.contact,
    )  # fmt: skip
    with working(cast.revalize.vendor):
        refer(cast.case, "professional-services", by=cast.revalize.agent, at=TUESDAY)
    return cast


def offered(desk, terms=TERMS):
    with working(desk.case.vendor_id):
        make_offer(desk.case, terms, by=desk.consultant, at=TUESDAY)


def read(person, name, *args):
    return text_of(page(person, name, *args, at=TUESDAY + HOUR))


def outcomes():
    with unscoped("a test looks"):
        return list(OfferEnd.objects.values_list("outcome", flat=True))


def test_a_consultant_offers_from_the_cases_page_and_an_agent_does_not(desk):
    number = desk.case.number
    assert "Make an offer" in read(desk.consultant, "case", number)
    assert "Make an offer" not in read(desk.revalize.agent, "case", number)
    answer = post(desk.consultant, "offer_new", number, at=TUESDAY, **GIVEN)
    assert answer.url == f"/revalize/cases/{number}/offers/1/"
    assert post(desk.revalize.agent, "offer_new", number, at=TUESDAY, **GIVEN).status_code == 403


def test_a_support_case_speaks_of_no_billing(desk):
    case = submitted(desk.nordwind)
    assert "Billable work" not in read(desk.consultant, "case", case.number)
    refused = post(desk.consultant, "offer_new", case.number, at=TUESDAY, **GIVEN)
    assert refused.status_code == 422
    assert "Refer the case to Professional Services first" in text_of(refused)


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(desk):
    refused = post(desk.consultant, "offer_new", desk.case.number, at=TUESDAY, **{**GIVEN, "amount": ""})
    html = refused.content.decode()
    assert refused.status_code == 422
    assert 'id="id_amount_error"' in html
    assert "A report." in html


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": "NaN"},
        {"amount": "1e400"},
        {"amount": "x" * 500},
        {"amount": "1.005"},
        {"currency": "\x00"},
        {"valid_until": "9999-12-31"},
        {"valid_until": "0001-01-01"},
        {"basis": "free"},
        {"body": "\x00"},
    ],
)
def test_hand_made_input_is_answered_with_a_word(desk, changes):
    assert post(desk.consultant, "offer_new", desk.case.number, at=TUESDAY, **{**GIVEN, **changes}).status_code == 422


def test_the_contact_is_asked_and_colleagues_read(desk):
    offered(desk)
    number = desk.case.number
    assert "Revalize offers billable work: accept or decline" in read(desk.contact, "case", number)
    colleague = desk.nordwind.people[Role.COLLEAGUE]
    assert "waits for the partner’s agreement" in read(colleague, "case", number)
    told = read(desk.contact, "offer", number, 1)
    assert "€1,200.00, fixed price" in told
    assert "Revalize does this work and may bill €1,200.00, fixed price." in told
    told = read(colleague, "offer", number, 1)
    assert "Your answer" not in told
    assert "A Designated Contact of your organisation accepts or declines it." in told


def test_a_customer_reads_nothing_of_it(desk):
    offered(desk)
    customer = desk.nordwind.people[Role.CUSTOMER_USER]
    told = read(customer, "case", desk.case.number)
    assert "offer" not in told.lower()
    assert "report" not in told
    assert page(customer, "offer", desk.case.number, 1, at=TUESDAY).status_code == 404


def test_accepting_writes_down_who_agreed_to_what_and_when_for_both_sides(desk):
    offered(desk)
    number = desk.case.number
    done = post(desk.contact, "offer_answer", number, 1, at=TUESDAY + HOUR, act="accept", body="Start on Monday.")
    assert done.status_code == 302
    for person in (desk.contact, desk.consultant, desk.nordwind.people[Role.PORTAL_MANAGER]):
        told = read(person, "offer", number, 1)
        assert "Accepted by Jonas Petersen (nordwind), today 11:00" in told
        assert "by Jonas Petersen (nordwind), Nordwind Systemhaus, Tuesday 14 April 2026, 11:00 Europe/Berlin" in told
        assert "Start on Monday." in told
        assert "no more than this is billed" in told
    assert "accepted <b>offer 1</b>" in read(desk.revalize.agent, "case", number)


def test_an_offer_that_was_replaced_is_refused_with_a_word(desk):
    offered(desk)
    offered(desk)
    refused = post(desk.contact, "offer_answer", desk.case.number, 1, at=TUESDAY, act="accept")
    assert refused.status_code == 422
    assert "There is a newer offer: read that one." in text_of(refused)
    assert outcomes() == ["replaced"]


@pytest.mark.parametrize("act", ["", "agree", "\x00"])
def test_an_answer_that_is_none_changes_nothing(desk, act):
    offered(desk)
    assert post(desk.contact, "offer_answer", desk.case.number, 1, at=TUESDAY, act=act).status_code == 400
    assert outcomes() == []


def test_numbers_that_no_offer_has_are_not_found(desk):
    offered(desk)
    for number in (0, 2, 2**70):
        assert page(desk.contact, "offer", desk.case.number, number, at=TUESDAY).status_code == 404


def test_a_new_offer_starts_from_the_terms_of_the_one_before(desk):
    offered(desk)
    with working(desk.case.vendor_id):
        (offer,) = desk.case.offers.select_related("case")
        answer_offer(offer, accepted=True, by=desk.contact, at=TUESDAY)
    told = page(desk.consultant, "offer_new", desk.case.number, at=TUESDAY)
    assert "What was agreed with offer 1 holds until the new one is accepted." in text_of(told)
    assert 'value="1200.00"' in told.content.decode()


def test_the_mail_tells_the_terms_and_where_to_answer(desk):
    offered(desk)
    sweep_announcements(TUESDAY)
    with unscoped("a test looks"):
        row = Delivery.objects.select_related("membership__vendor").get(
            kind="case.offered", channel=Channel.EMAIL, membership=desk.contact
        )
    with acting(row.membership):
        letter = write_case_letter(row)
    assert (letter.context["terms"], letter.context["offered"]) == ("€1,200.00, fixed price", True)
    assert letter.context["title"] == "Carla Moreau offers billable work"


def test_on_a_case_that_is_over_an_open_offer_asks_nobody(desk):
    offered(desk)
    with working(desk.case.vendor_id):
        resolve(desk.case, by=desk.consultant, at=TUESDAY)
    assert "offers billable work: accept" not in read(desk.contact, "case", desk.case.number)
    assert "Your answer" not in read(desk.contact, "offer", desk.case.number, 1)


def test_an_offer_waits_on_the_partners_home_until_it_is_answered_or_runs_out(desk):
    def home(person, at=TUESDAY + HOUR):
        text = text_of(page(person, "home", at=at))
        return text[text.index('id="yours"') : text.index('id="theirs"')]

    assert "Nothing waits on you." in home(desk.contact)
    offered(desk)
    shown = home(desk.contact)
    assert '<data value="1">1</data> waits on you' in shown
    assert "Billable work is offered: €1,200.00, fixed price. It can be accepted until 30 April 2026." in shown
    assert f'href="/revalize/cases/{desk.case.number}/offers/1/">Answer the offer' in shown
    assert "our clocks are paused" not in shown
    assert "Read the offer" in home(desk.nordwind.people[Role.COLLEAGUE])
    assert "Billable" not in text_of(page(desk.nordwind.people[Role.CUSTOMER_USER], "home", at=TUESDAY + HOUR))
    assert "Nothing waits on you." in home(desk.baltic.contact)
    assert "Nothing waits on you." in home(desk.contact, TUESDAY + 20 * 24 * HOUR)
    post(desk.contact, "offer_answer", desk.case.number, 1, at=TUESDAY + HOUR, act="decline")
    assert "Nothing waits on you." in home(desk.contact)


def test_a_case_that_waits_with_an_offer_is_one_row(desk):
    offered(desk)
    with working(desk.case.vendor_id):
        wait_for_partner(desk.case, by=desk.consultant, at=TUESDAY)
    text = text_of(page(desk.contact, "home", at=TUESDAY + HOUR))
    assert '<data value="1">1</data> waits on you' in text
    assert text.count("Answer the offer") == 1
