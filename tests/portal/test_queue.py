"""The agent's queue: what it shows in which order, its pages, counts, news and bulk acts."""

import re
from datetime import timedelta

import pytest

from cases.models import Case, CaseEvent, EventKind, Status
from cases.verbs.assign_owner import assign_owner
from cases.verbs.close import close
from cases.verbs.resolve import resolve
from cases.verbs.say import say
from cases.verbs.wait_for_partner import wait_for_partner
from portal.views import queue as queue_view
from tenants.scope import working
from tests.cast import TUESDAY, submitted
from tests.portal.walking import asked_by, clock_at, multiplied, page, post, signed_in, text_of

HOUR = timedelta(hours=1)
NOON = TUESDAY + 2 * HOUR
QUERIES = 19


@pytest.fixture
def desk(cast):
    """An S3 of Nordwind, an S2 of Baltic that waits on the partner, and a new S1 of Nordwind; agent is Ines."""
    cast.agent = cast.revalize.agent
    cast.low = submitted(cast.nordwind, severity="S3", summary="Umlauts are broken")
    cast.waits = submitted(cast.baltic, severity="S2", summary="Import stops at row 5000")
    cast.high = submitted(cast.nordwind, severity="S1", summary="Nobody can sign in")
    with working(cast.revalize.vendor):
        assign_owner(cast.low, cast.agent, by=cast.agent, at=TUESDAY)
        say(cast.waits, by=cast.agent, at=TUESDAY + HOUR, body="Which file?")
        wait_for_partner(cast.waits, by=cast.agent, at=TUESDAY + HOUR)
    return cast


def shown(response):
    """The case numbers of the rows, from the top."""
    return [int(number) for number in re.findall(r'id="case-(\d+)"', response.content.decode())]


def numbers(*cases):
    return [case.number for case in cases]


def counts(response):
    """{view's label: count} of the rail."""
    found = re.findall(r"<span>([^<]+)</span><data value=\"\d+\">([^<]+)</data>", response.content.decode())
    return dict(found)


def test_all_open_cases_stand_in_the_order_of_the_policy(desk):
    response = page(desk.agent, "queue", at=NOON)
    assert shown(response) == numbers(desk.high, desk.waits, desk.low)
    assert "3 cases, in policy order: severity, impact, environment, received" in text_of(response)


def test_in_order_of_due_what_is_due_first_is_on_top_and_paused_cases_are_last(desk):
    assert shown(page(desk.agent, "queue", at=NOON, order="due")) == numbers(desk.high, desk.low, desk.waits)


def test_each_view_shows_and_counts_its_own_cases(desk):
    response = page(desk.agent, "queue", at=NOON, view="mine")
    assert shown(response) == numbers(desk.low)
    assert counts(response) == {
        "Mine": "1", "No owner": "2", "At risk or late": "1", "Due today": "1", "Waits on partner": "1",
        "All open": "3", "Resolved lately": "0",
    }  # fmt: skip
    assert shown(page(desk.agent, "queue", at=NOON, view="waiting")) == numbers(desk.waits)
    assert shown(page(desk.agent, "queue", at=NOON, view="risk")) == numbers(desk.high)


def test_a_count_stops_at_its_bound(desk, monkeypatch):
    monkeypatch.setattr("portal.desk.counting.BOUND", 2)
    assert counts(page(desk.agent, "queue", at=NOON))["All open"] == "2+"
    assert counts(page(desk.agent, "queue", at=NOON))["No owner"] == "2"


def test_groups_say_how_many_they_are_and_what_is_promised_to_all_of_them(desk):
    words = re.sub(r"<[^>]+>", " ", text_of(page(desk.agent, "queue", at=NOON)))
    assert re.search(r"S1 +Urgent +· 1 +· initial response in under 2 business hours", words)
    assert re.search(r"S3 +Medium +· 1 +· initial response in under 2 business days", words)


def test_filters_narrow_the_view_and_its_counts_and_come_off_one_by_one(desk):
    response = page(desk.agent, "queue", at=NOON, severity="S1", partner=desk.nordwind.partner.pk)
    assert shown(response) == numbers(desk.high)
    assert counts(response)["All open"] == "1"
    assert (
        f'href="/revalize/queue/?partner={desk.nordwind.partner.pk}" aria-label="Remove filter: Severity S1 Urgent"'
        in (text_of(response))
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"owner": "me"}, ["low"]),
        ({"owner": "none"}, ["high", "waits"]),
        ({"status": "new"}, ["high"]),
        ({"environment": "production"}, ["high", "waits", "low"]),
        ({"environment": "test"}, []),
        ({"region": "emea"}, ["high", "waits", "low"]),
        ({"region": "americas"}, []),
        ({"escalated": "yes"}, []),
        (
            {"owner": "nonsense", "status": "nonsense", "partner": "1 OR 1", "view": "x", "order": "y"},
            ["high", "waits", "low"],
        ),
    ],
)
def test_each_filter_shows_what_fits_and_nonsense_is_left_out(desk, query, found):
    response = page(desk.agent, "queue", at=NOON, **query)
    assert shown(response) == [getattr(desk, name).number for name in found]


def test_an_empty_view_says_what_to_do(desk):
    assert "No case fits these filters" in text_of(page(desk.agent, "queue", at=NOON, environment="test"))
    other = desk.revalize.staff["other agent"]
    assert "You own no open case." in text_of(page(other, "queue", at=NOON, view="mine"))


def test_pages_follow_one_another_without_a_gap_even_when_a_new_case_comes_in_between(desk, monkeypatch):
    monkeypatch.setattr(queue_view, "SIZE", 2)
    first = page(desk.agent, "queue", at=NOON)
    assert shown(first) == numbers(desk.high, desk.waits)
    after = re.search(r"after=([\w-]+)", first.content.decode())[1]
    multiplied(desk.high, 1)
    second = page(desk.agent, "queue", at=NOON, after=after)
    assert shown(second) == numbers(desk.low)
    assert "Back to the start" in text_of(second)
    assert 'rel="next"' not in text_of(second)


@pytest.mark.parametrize(
    "after", ["nonsense", "W10", "e30", "WzEsMiwzLCJ4Iiw1XQ", "WzEsMSwxLCIyMDI2LTA0LTE0VDA4OjAwOjAwIiwxXQ"]
)
def test_a_broken_cursor_is_the_first_page(desk, after):
    response = page(desk.agent, "queue", at=NOON, after=after)
    assert response.status_code == 200
    assert shown(response) == numbers(desk.high, desk.waits, desk.low)


def test_fifty_rows_take_as_many_queries_as_three(desk):
    with clock_at(NOON):
        client = signed_in(desk.agent)
    asked_by(client, "/revalize/queue/", NOON)  # clocks and policies are read once in a process
    few = asked_by(client, "/revalize/queue/", NOON)
    multiplied(desk.low, 47)
    many = asked_by(client, "/revalize/queue/", NOON)
    assert len(shown(page(desk.agent, "queue", at=NOON))) == 50
    assert (len(few), len(many)) == (QUERIES, QUERIES)


def test_the_row_shows_clock_owner_and_who_spoke_last(desk):
    words = text_of(page(desk.agent, "queue", at=NOON))
    assert "At risk, 0 min left" not in words
    assert 'class="clock-left">Breached, 0 min over' in words  # two business hours are over at noon
    assert "Initial response today 12:00" in words
    assert "Paused, 9 h left" in words
    assert "No owner yet" in words


def test_a_row_is_unread_while_the_partner_has_had_the_last_word(desk):
    content = page(desk.agent, "queue", at=NOON).content.decode()
    rows = {
        int(number): bool(unread) for unread, number in re.findall(r'class="case( unread)?" id="case-(\d+)"', content)
    }
    assert rows == {desk.high.number: True, desk.waits.number: False, desk.low.number: True}


def test_the_ribbon_shows_the_open_hours_and_what_is_due_today(desk):
    words = text_of(page(desk.agent, "queue", at=NOON - timedelta(minutes=30)))
    assert "Europe, Middle East, Africa: Open until 17:00" in words
    assert f"{desk.high.number}, S1: Initial response due 12:00" in words
    assert "1 due today" in words


def test_news_counts_the_newer_cases_of_this_view_and_is_silent_otherwise(desk):
    ask = {"at": NOON, "since": desk.waits.number}
    assert "1 new, show them" in text_of(page(desk.agent, "queue_news", **ask))
    assert text_of(page(desk.agent, "queue_news", severity="S4", **ask)) == ""
    assert text_of(page(desk.agent, "queue_news", at=NOON, since=desk.high.number)) == ""
    assert page(desk.agent, "queue_news", at=NOON, since="x").status_code == 400
    assert f"since={desk.high.number}" in text_of(page(desk.agent, "queue", at=NOON))


def test_a_colleague_on_the_case_is_shown_and_leaves_after_a_while(desk):
    other = desk.revalize.staff["other agent"]
    assert text_of(page(other, "presence", desk.high.number, at=NOON)) == ""
    assert "Tomasz Wrona is here" in text_of(page(desk.agent, "queue", at=NOON + timedelta(seconds=20)))
    assert "Tomasz Wrona is here" in text_of(page(desk.agent, "presence", desk.high.number, at=NOON))
    assert "Tomasz Wrona is here" not in text_of(page(other, "queue", at=NOON))
    assert "Tomasz Wrona is here" not in text_of(page(desk.agent, "queue", at=NOON + timedelta(seconds=60)))


def test_a_cache_that_is_away_fails_neither_the_queue_nor_the_case(desk, settings):
    settings.CACHES = {"default": {"BACKEND": "portal.broker_cache.BrokerCache", "LOCATION": "redis://127.0.0.1:1/0"}}
    assert shown(page(desk.agent, "queue", at=NOON)) == numbers(desk.high, desk.waits, desk.low)
    assert page(desk.agent, "presence", desk.high.number, at=NOON).status_code == 200


def test_selected_cases_are_assigned_and_each_refusal_is_told(desk):
    with working(desk.revalize.vendor):
        close(desk.low, by=desk.agent, at=NOON)
    other = desk.revalize.staff["other agent"]
    response = post(
        desk.agent,
        "queue_act",
        at=NOON,
        case=numbers(desk.low, desk.high, desk.waits),
        owner=other.pk,
        view="order=due",
    )
    assert response.url == f"/revalize/queue/?order=due#case-{desk.low.number}"
    with working(desk.revalize.vendor):
        owners = dict(Case.objects.values_list("number", "owner"))
        assert owners[desk.high.number] == owners[desk.waits.number] == other.pk
    told = [str(message) for message in response.wsgi_request._messages]
    assert told == [
        "2 cases done.",
        f"{desk.low.number} was left as it is: Case {desk.low.number} is closed. Reopen it first.",
    ]


def test_the_status_of_selected_cases_is_set_and_what_was_so_already_is_told(desk):
    response = post(desk.agent, "queue_act", at=NOON, case=numbers(desk.waits, desk.high), status="waiting")
    with working(desk.revalize.vendor):
        assert Case.objects.get(pk=desk.high.pk).status == Status.WAITING
        assert CaseEvent.objects.filter(case=desk.waits, kind=EventKind.WAITED).count() == 1
    assert [str(message) for message in response.wsgi_request._messages] == [
        "1 case done.", "1 case was so already.",
    ]  # fmt: skip


def test_a_refused_act_leaves_the_case_wholly_as_it_was(desk):
    """Assigning succeeds, setting the status is refused: neither stays."""
    with working(desk.revalize.vendor):
        resolve(desk.low, by=desk.agent, at=NOON)
    other = desk.revalize.staff["other agent"]
    post(desk.agent, "queue_act", at=NOON, case=[desk.low.number], owner=other.pk, status="waiting")
    with working(desk.revalize.vendor):
        assert Case.objects.get(pk=desk.low.pk).owner_id == desk.agent.pk


def test_cases_of_another_vendor_are_not_touched_by_their_number(desk):
    foreign = submitted(desk.sarto)
    post(desk.agent, "queue_act", at=NOON, case=[foreign.number], owner="me", status="waiting")
    with working(desk.velixo.vendor):
        assert Case.objects.get(pk=foreign.pk).status == Status.NEW


def test_a_partner_has_no_queue(desk):
    for name in ("queue", "queue_news"):
        assert page(desk.nordwind.contact, name, at=NOON).status_code == 403
    assert post(desk.nordwind.contact, "queue_act", at=NOON).status_code == 403
