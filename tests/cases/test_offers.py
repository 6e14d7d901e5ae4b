"""Billable work is agreed before it is billed, by the partner's Designated Contact and by nobody else (R51)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cases.models import Case, CaseEvent, Message, Offer, OfferEnd
from cases.offer_terms import OfferTerms
from cases.offers import offers_of, terms_in_words
from cases.refusals import Incomplete, Refused
from cases.sweeping import sweep_offers
from cases.verbs.answer_offer import answer_offer
from cases.verbs.close import close
from cases.verbs.end_offer import withdraw_offer
from cases.verbs.make_offer import make_offer
from cases.verbs.redact import redact
from cases.verbs.refer import refer
from cases.verbs.resolve import resolve
from cases.verbs.wait_for_partner import wait_for_partner
from notifications.audience import hearers
from notifications.people import People
from notifications.wording import title_of
from tenants.roles import Role
from tenants.scope import acting, working
from tests.cast import TUESDAY, submitted

HOUR = timedelta(hours=1)
LAST_DAY = date(2026, 4, 30)
OVER = datetime(2026, 4, 30, 22, tzinfo=UTC)  # midnight in Berlin
FIXED = OfferTerms(
    "A report of two pages.\n\nWithout training.", "fixed", Decimal("1200.00"), currency="EUR", valid_until=LAST_DAY
)
HOURLY = OfferTerms(
    "A report.", "hourly", rate=Decimal("120"), hours=Decimal("7.5"), currency="USD", valid_until=LAST_DAY
)  # fmt: skip


@pytest.fixture
def case(cast):
    """With Professional Services, its customer on it."""
    case = submitted(cast.nordwind, customer_included=True)
    with working(cast.revalize.vendor):
        refer(case, "professional-services", by=cast.revalize.agent, at=TUESDAY)
    return case


@pytest.fixture
def desk(cast, case):
    cast.case, cast.consultant, cast.contact = case, cast.revalize.staff[Role.CONSULTANT], cast.nordwind.contact
    with working(cast.revalize.vendor):
        yield cast


def offer(desk, terms=FIXED, at=TUESDAY):
    event = make_offer(desk.case, terms, by=desk.consultant, at=at)
    return Offer.objects.select_related("case", "message").get(pk=event.data["offer"])


def answer(desk, offered, accepted=True, at=TUESDAY + HOUR, **more):
    return answer_offer(offered, accepted=accepted, by=desk.contact, at=at, **more)


def kinds(desk):
    rows = CaseEvent.objects.filter(case=desk.case).order_by("position")
    return [kind for kind in rows.values_list("kind", flat=True) if "offer" in kind]


def heard(desk, kind):
    event = CaseEvent.objects.filter(case=desk.case, kind=kind).latest("position")
    return {hearer.membership.pk for hearer in hearers(event, People([event.pk]))}


def test_an_offer_is_made_read_and_accepted_and_the_record_says_who_agreed_to_what_and_when(desk):
    offered = offer(desk)
    assert (offered.number, offered.total, offered.expires_at) == (1, Decimal("1200.00"), OVER)
    assert offers_of(desk.case).agreed is None
    answer(desk, offered, body="Please start on Monday.")
    agreed = offers_of(desk.case).agreed
    assert (agreed.offer.pk, agreed.end.answered_by, agreed.end.at) == (offered.pk, desk.contact, TUESDAY + HOUR)
    assert agreed.end.message.body == "Please start on Monday."
    assert kinds(desk) == ["offered", "offer_accepted"]


def test_terms_are_told_in_words():
    assert terms_in_words(Offer(basis="fixed", amount=Decimal("1200"), currency="EUR")) == "€1,200.00, fixed price"
    hourly = Offer(basis="hourly", rate=Decimal("120"), hours=Decimal("7.5"), currency="USD")
    assert terms_in_words(hourly) == "$120.00 an hour, about 7.5 hours: $900.00"


def test_events_hold_no_texts_and_the_text_can_be_removed(desk):
    offered = offer(desk)
    for event in CaseEvent.objects.filter(case=desk.case, kind__in=["offered", "said"]):
        assert "report" not in str(event.data)
    redact(offered.message, by=desk.revalize.manager, at=TUESDAY)
    assert Message.objects.get(pk=offered.message_id).body == ""


def test_the_offer_is_an_answer_of_the_vendor_that_no_customer_reads(desk):
    offered = offer(desk)
    assert desk.case.milestones.get(kind="initial_response").met_at == TUESDAY
    assert offered.message.audience == "partner"
    with acting(desk.nordwind.people[Role.CUSTOMER_USER]):
        assert (offers_of(desk.case).all, Message.objects.filter(pk=offered.message_id).exists()) == ([], False)
        shown = CaseEvent.objects.filter(case=desk.case).values_list("kind", flat=True)
        assert "offered" not in shown
        assert "said" not in shown


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"body": " "}, {"body": "Say what is done, and what is not."}),
        ({"basis": ""}, {"basis": "Choose how it is billed."}),
        ({"amount": None}, {"amount": "Say what it costs."}),
        ({"amount": Decimal(0)}, {"amount": "This is no amount that can be offered."}),
        ({"amount": Decimal("NaN")}, {"amount": "This is no amount that can be offered."}),
        ({"basis": "hourly"}, {"rate": "Say what an hour costs.", "hours": "Say how many hours you expect."}),
        ({"currency": "XXX"}, {"currency": "Choose the currency."}),
        ({"valid_until": None}, {"valid_until": "Say until when the partner can accept it."}),
        ({"valid_until": date(2026, 4, 13)}, {"valid_until": "This day is over where the contact is."}),
        ({"valid_until": date(2028, 1, 1)}, {"valid_until": "That is more than a year ahead."}),
    ],
)
def test_terms_that_are_not_whole_are_refused_at_their_field(desk, changes, errors):
    with pytest.raises(Incomplete) as refused:
        offer(desk, OfferTerms(**{**vars(FIXED), **changes}))
    assert (refused.value.errors, Offer.objects.count()) == (errors, 0)


def test_support_is_not_billed(desk):
    desk.case = submitted(desk.nordwind)
    with pytest.raises(Refused, match="Refer the case to Professional Services first"):
        offer(desk)


def test_a_services_category_needs_no_referral_by_hand(cast):
    case = submitted(cast.sarto, category="training")
    with working(cast.velixo.vendor):
        assert make_offer(case, FIXED, by=cast.velixo.manager, at=TUESDAY).data["number"] == 1


def test_a_changed_offer_is_a_new_one_and_the_old_one_can_no_longer_be_accepted(desk):
    first = offer(desk)
    second = offer(desk, HOURLY)
    assert second.number == 2
    with pytest.raises(Refused, match="There is a newer offer"):
        answer(desk, first)
    assert offers_of(desk.case).agreed is None
    answer(desk, second)
    assert offers_of(desk.case).agreed.offer.number == 2


def test_what_was_agreed_holds_until_the_new_offer_is_accepted_itself(desk):
    first = offer(desk)
    answer(desk, first)
    second = offer(desk, HOURLY, at=TUESDAY + 2 * HOUR)
    assert offers_of(desk.case).agreed.offer.pk == first.pk
    answer(desk, second, accepted=False, at=TUESDAY + 3 * HOUR)
    assert offers_of(desk.case).agreed.offer.pk == first.pk
    third = offer(desk, at=TUESDAY + 4 * HOUR)
    answer(desk, third, at=TUESDAY + 5 * HOUR)
    assert offers_of(desk.case).agreed.offer.pk == third.pk


def test_an_answer_is_given_once(desk):
    offered = offer(desk)
    assert answer(desk, offered) is not None
    assert answer(desk, offered) is None
    with pytest.raises(Refused, match="accepted already"):
        answer(desk, offered, accepted=False)
    with pytest.raises(Refused, match="has ended"):
        withdraw_offer(offered, by=desk.consultant, at=TUESDAY + HOUR)
    assert kinds(desk) == ["offered", "offer_accepted"]


def test_an_offer_ends_with_its_last_day_where_the_contact_is(desk):
    offered = offer(desk)
    assert sweep_offers(OVER - timedelta(seconds=1)) == 0
    with pytest.raises(Refused, match="has run out"):
        answer(desk, offered, at=OVER)
    assert sweep_offers(OVER) == 1
    assert sweep_offers(OVER) == 0
    assert kinds(desk) == ["offered", "offer_expired"]
    with pytest.raises(Refused, match="has run out"):
        answer(desk, offered, at=OVER - HOUR)


def test_a_withdrawn_offer_can_not_be_accepted(desk):
    offered = offer(desk)
    assert withdraw_offer(offered, by=desk.consultant, at=TUESDAY).kind == "offer_withdrawn"
    assert withdraw_offer(offered, by=desk.consultant, at=TUESDAY) is None
    with pytest.raises(Refused, match="was withdrawn"):
        answer(desk, offered)
    assert sweep_offers(OVER) == 0


def test_on_a_case_that_is_over_nothing_is_offered_or_agreed(desk):
    offered = offer(desk)
    resolve(desk.case, by=desk.consultant, at=TUESDAY)
    for act in (lambda: answer(desk, offered), lambda: offer(desk)):
        with pytest.raises(Refused, match="is over"):
            act()


@pytest.mark.parametrize("word", ["", "Fine."])
def test_an_answer_brings_a_waiting_case_back(desk, word):
    offered = offer(desk)
    wait_for_partner(desk.case, by=desk.consultant, at=TUESDAY)
    answer(desk, offered, body=word)
    assert Case.objects.get(pk=desk.case.pk).status == "open"


def test_those_concerned_are_told_and_no_customer(desk):
    offered = offer(desk)
    contact, consultant = desk.contact.pk, desk.consultant.pk
    assert heard(desk, "offered") == {contact}
    said = CaseEvent.objects.get(case=desk.case, kind="said")
    assert hearers(said, People([said.pk])) == []  # one mail, not two
    answer(desk, offered, body="Fine.")
    assert heard(desk, "offer_accepted") == {consultant}
    offer(desk, at=TUESDAY + 2 * HOUR)
    sweep_offers(OVER)
    assert heard(desk, "offer_expired") == {contact, consultant}


# The database's own word


def test_nobody_of_the_vendor_can_write_an_agreement(desk):
    offered = offer(desk)
    row = {"vendor_id": offered.vendor_id, "partner_id": offered.partner_id, "offer": offered, "at": TUESDAY}
    for wrong in (
        {"outcome": "accepted"},
        {"outcome": "accepted", "answered_by": desk.consultant},
        {"outcome": "accepted", "answered_by": desk.baltic.contact},
        {"outcome": "expired", "answered_by": desk.contact},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            OfferEnd.objects.create(**row, **wrong)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("change", ["SET amount = 1", "SET number = 9"])
def test_terms_are_never_changed(desk, change):
    offer(desk)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE cases_offer {change}")


def test_other_partners_and_vendors_find_no_offer(desk):
    answer(desk, offer(desk))
    seen = {}
    for name, person in {
        "colleague": desk.nordwind.people[Role.COLLEAGUE],
        "baltic": desk.baltic.contact,
        "velixo": desk.velixo.manager,
        "customer": desk.nordwind.people[Role.CUSTOMER_USER],
    }.items():
        with acting(person):
            seen[name] = (Offer.objects.count(), OfferEnd.objects.count())
    assert seen == {"colleague": (1, 1), "baltic": (0, 0), "velixo": (0, 0), "customer": (0, 0)}


@pytest.mark.parametrize("by_partner", [True, False])
def test_an_open_offer_is_withdrawn_with_the_case_that_is_closed(desk, by_partner):
    offered = offer(desk)
    close(desk.case, by=desk.contact if by_partner else desk.revalize.agent, at=TUESDAY + HOUR)
    assert kinds(desk) == ["offered", "offer_withdrawn"]
    assert offers_of(desk.case).newest.end.outcome == "withdrawn"
    assert desk.consultant.pk in heard(desk, "offer_withdrawn")
    event = CaseEvent.objects.get(case=desk.case, kind="offer_withdrawn")
    assert title_of(event, desk.contact) == "The case is closed, and the open offer with it"
    assert sweep_offers(OVER) == 0
    with pytest.raises(Refused):
        answer(desk, offered)


def test_what_was_answered_or_has_run_out_stays_so_when_the_case_is_closed(desk):
    answer(desk, offer(desk))
    offer(desk)
    close(desk.case, by=desk.revalize.agent, at=OVER)
    assert kinds(desk) == ["offered", "offer_accepted", "offered", "offer_expired"]
    assert offers_of(desk.case).agreed.offer.number == 1
