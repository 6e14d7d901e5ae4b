"""What a page tells of a case's log lets nobody count what is not for them."""

import re
from datetime import timedelta

import pytest

from cases.changing import changing
from cases.models import CaseEvent, EventKind
from cases.verbs.note import note
from cases.verbs.resolve import resolve
from cases.verbs.say import say
from slas.terms import MilestoneKind
from tenants.roles import Role
from tenants.scope import working
from tests.cast import TUESDAY, submitted
from tests.portal.walking import page, post, text_of

NOON = TUESDAY + timedelta(hours=2)


@pytest.fixture
def desk(cast):
    """Received, two internal notes, then a word of the vendor: four events, of which a partner sees two or three."""
    cast.agent, cast.contact = cast.revalize.agent, cast.nordwind.contact
    cast.case = submitted(cast.nordwind, customer_included=True)
    with working(cast.revalize.vendor):
        for body in ("Looks like the index.", "It is the index."):
            note(cast.case, by=cast.agent, at=TUESDAY + timedelta(minutes=5), body=body)
        say(cast.case, by=cast.agent, at=TUESDAY + timedelta(minutes=9), body="We look at it.")
    return cast


def seen(person, desk):
    html = page(person, "case", desk.case.number, at=NOON).content.decode()
    return int(re.search(r'name="seen" value="(\d+)"', html)[1])


def anchors(person, desk):
    html = page(person, "case", desk.case.number, at=NOON).content.decode()
    return re.findall(r'id="(event-[^"]+)"', html)


def reply(desk, person, count, body="Here it is."):
    return post(person, "say", desk.case.number, at=NOON, body=body, seen=count)


def shared(desk):
    with working(desk.revalize.vendor):
        return CaseEvent.objects.filter(case=desk.case).exclude(audience="internal").count()


def test_the_partners_page_counts_only_what_the_partner_sees(desk):
    assert seen(desk.contact, desk) == shared(desk)
    assert seen(desk.agent, desk) == shared(desk) + 2


def test_anchors_are_in_no_order_and_the_same_for_both_sides(desk):
    partner, vendor = anchors(desk.contact, desk), anchors(desk.agent, desk)
    assert set(partner) < set(vendor)
    assert [anchor for anchor in vendor if re.fullmatch(r"event-[0-9a-f]{12}", anchor)] == vendor


@pytest.mark.parametrize("who", ["contact", "agent"])
def test_a_reply_of_somebody_who_has_seen_everything_is_sent(desk, who):
    person = getattr(desk, who)
    response = reply(desk, person, seen(person, desk))
    assert response.status_code == 302
    assert response.url.partition("#")[2] in anchors(person, desk)


@pytest.mark.parametrize("who", ["contact", "agent"])
def test_a_reply_past_a_word_that_came_meanwhile_is_held_back(desk, who):
    person, other = getattr(desk, who), desk.revalize.staff["other agent"]
    count = seen(person, desk)
    with working(desk.revalize.vendor):
        say(desk.case, by=other, at=TUESDAY + timedelta(minutes=30), body="Found: a lock.")
    response = reply(desk, person, count)
    assert response.status_code == 409
    assert "Here it is.</textarea>" in text_of(response)
    assert reply(desk, person, seen(person, desk)).status_code == 302


def test_a_note_that_came_meanwhile_holds_nobody_back(desk):
    count = seen(desk.contact, desk)
    with working(desk.revalize.vendor):
        note(desk.case, by=desk.agent, at=TUESDAY + timedelta(minutes=30), body="Still the index.")
    assert reply(desk, desk.contact, count).status_code == 302


def test_the_same_words_posted_twice_are_sent_once(desk):
    count = seen(desk.contact, desk)
    first, second = reply(desk, desk.contact, count), reply(desk, desk.contact, count)
    assert (first.status_code, second.url) == (302, first.url)


def test_nobody_who_only_reads_is_asked_to_write(desk):
    customer, colleague = desk.nordwind.people[Role.CUSTOMER_USER], desk.nordwind.people[Role.COLLEAGUE]
    with working(desk.revalize.vendor):
        resolve(desk.case, by=desk.agent, at=NOON)
    for person in (customer, colleague):
        words = text_of(page(person, "case", desk.case.number, at=NOON))
        assert "unless <b>Nordwind Systemhaus</b> writes" in words
        assert "unless you write" not in words
    assert "unless you write" in text_of(page(desk.contact, "case", desk.case.number, at=NOON))


def test_a_day_on_which_only_a_clock_moved_is_no_day_for_a_customer(desk):
    customer, later = desk.nordwind.people[Role.CUSTOMER_USER], TUESDAY + timedelta(days=1)
    with working(desk.revalize.vendor), changing(desk.case, by=None, at=later) as change:
        due, kind = later.isoformat(), MilestoneKind.NEXT_UPDATE
        change.record(EventKind.DUE_MOVED, milestone=0, kind=kind, due=due, before=None, reason="calendar")
    days = {
        person.role: page(person, "case", desk.case.number, at=later).content.decode().count('class="timeline-day"')
        for person in (customer, desk.contact)
    }
    assert days == {Role.CUSTOMER_USER: 1, Role.DESIGNATED_CONTACT: 2}
