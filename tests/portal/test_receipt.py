"""Receipts in words, on the worked example over Easter, and their page for both sides."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation

from cases.models import Milestone
from cases.verbs.say import say
from cases.verbs.wait_for_partner import wait_for_partner
from portal.day_pictures import picture_in_words
from portal.receipts import Reader, sum_in_words
from portal.verdicts import verdict
from slas.receipt import receipt
from slas.reckoning import PartnerWaited, Received, Resolved, SeverityDecided, VendorSpoke, reckon
from tenants.roles import Role
from tenants.scope import working
from tests.cast import TUESDAY, submitted
from tests.slas.desks import berlin
from tests.slas.test_receipt import EASTER, TARGETS, WITH_TEAM_DAY

NOW = berlin(4, 7, 12, 36)
RAISED = [Received(berlin(4, 2, 9), "S3"), SeverityDecided(berlin(4, 2, 10), "S2")]


@pytest.fixture(autouse=True)
def an_english_reader_in_berlin():
    with translation.override("en"), timezone.override("Europe/Berlin"):
        yield


def told(facts=EASTER, now=NOW, number=-1):
    milestone = reckon(facts, TARGETS, {"emea": WITH_TEAM_DAY})[number]
    return receipt(milestone, WITH_TEAM_DAY, policy="Policy", until=now), milestone


def plain(words):
    return words.replace("\N{NO-BREAK SPACE}", " ")


def table(partner=True, large=True, **case):
    paper, milestone = told(**case)
    found = sum_in_words(paper, milestone, Reader(partner, case.get("now", NOW)), large=large)
    lines = [(line.span, line.what, plain(line.amount)) for line in found.lines]
    return lines, [(total.label, plain(total.amount)) for total in found.totals]


def sentence(partner=True, **case):
    _, milestone = told(**case)
    return re.sub("</?b>", "", verdict(milestone, Reader(partner, case.get("now", NOW))))


def test_the_partner_reads_every_step_in_plain_words():
    lines, totals = table()
    assert lines == [
        ("Thu 15:38 to 15:52", "We wrote to you, and the count began", "14 min"),
        ("Thu 15:52 to 16:31", "Paused: we asked you and waited", "none"),
        ("Thu 16:31 to 17:00", "You answered, and the count went on", "29 min"),
        ("Thu 17:00 to Tue 08:00", "Closed: Good Friday, weekend, Easter Monday", "none"),
        ("Tue 08:00 to 10:00", "Closed: Team day", "none"),
        ("Tue 10:00 to 12:36", "Open, until now", "2 h 36 min"),
        ("Tue 12:36 to 13:17", "Open, still to come", "41 min"),
    ]
    assert totals == [("Together, and so due today 13:17", "4 h")]


def test_the_panel_is_shorter_and_says_below_what_is_left():
    lines, totals = table(partner=False, large=False)
    assert lines[:3] == [
        ("Thu 15:38–15:52", "Message to the partner, and the count began", "0:14"),
        ("15:52–16:31", "Paused: waited on the partner", "0:00"),
        ("16:31–17:00", "The partner answered, and the count went on", "0:29"),
    ]
    assert lines[-1] == ("10:00–12:36", "Open, until now", "2:36")
    assert totals == [("Used of 4:00", "3:19"), ("Left, until today 13:17", "0:41")]


def test_amounts_of_lines_add_up_though_seconds_are_left_out():
    """Parts of a minute fall on one line or the other, never on none."""
    odd = [
        Received(berlin(4, 2, 9, 0), "S1"),
        VendorSpoke(berlin(4, 2, 9, 10) + timedelta(seconds=40)),
        PartnerWaited(berlin(4, 2, 9, 20) + timedelta(seconds=10)),
    ]
    paper, _ = told(odd, berlin(4, 2, 10, 0))
    assert [line.counted_seconds for line in paper.lines] == [570, 0]
    _, totals = table(facts=odd, now=berlin(4, 2, 10, 0))
    assert [(plain(label), amount) for label, amount in totals] == [
        ("Used of 4 h", "10 min"),
        ("Left, when the count goes on", "3 h 50 min"),
    ]


@pytest.mark.parametrize(
    ("partner", "words"),
    [
        (True, "You hear from us again before Tuesday 7 April, 13:17."),
        (False, "The next update is due before Tuesday 7 April, 13:17."),
    ],
)
def test_the_verdict_is_one_sentence_for_each_side(partner, words):
    assert sentence(partner) == words


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ({"number": 0}, "You heard from us first on Thursday 2 April, 15:38, in time."),
        (
            {"now": berlin(4, 7, 14)},
            "We are late: you should have heard from us again before Tuesday 7 April, 13:17.",
        ),
        (
            {"facts": [*EASTER, VendorSpoke(berlin(4, 7, 14, 0))], "number": 1, "now": berlin(4, 7, 15, 0)},
            "You heard from us again on Tuesday 7 April, 14:00. That was late: it was due Tuesday 7 April, 13:17.",
        ),
        ({"facts": EASTER[:3]}, "It is your turn. Our clock has been paused since Thursday 2 April, 15:52."),
        ({"facts": [*EASTER, Resolved(berlin(4, 7, 11, 0))]}, "This ended when the case was resolved."),
        (
            {"facts": RAISED, "now": berlin(4, 2, 11)},
            "You hear from us first before Tuesday 7 April, 11:00.",
        ),
    ],
)  # fmt: skip
def test_the_verdict_knows_every_state(case, words):
    assert sentence(**case) == words


def test_the_picture_names_days_holidays_closures_now_and_due():
    paper, _ = told()
    picture = picture_in_words(paper, WITH_TEAM_DAY, NOW)
    assert [(day.label, plain(day.remark), day.plate) for day in picture.days] == [
        ("Thu 2 Apr", "43 min counted", ""),
        ("Fri 3 Apr", "Good Friday", "Public holiday"),
        ("Sat, Sun", "Weekend", ""),
        ("Mon 6 Apr", "Easter Monday", "Public holiday"),
        ("Tue 7 Apr", "2 h 36 min so far", "Team day"),
    ]
    last = picture.days[-1]
    assert (last.now, last.now_label, last.due, last.due_label) == (50.91, "now 12:36", 57.12, "due 13:17")
    assert [hour["label"] for hour in picture.hours] == [f"{hour:02d}:00" for hour in range(8, 18)]


def test_a_picture_over_weeks_stands_on_one_page():
    late = berlin(5, 29, 12, 0)
    paper, _ = told(now=late)
    rows = [(day.label, day.remark) for day in picture_in_words(paper, WITH_TEAM_DAY, late).days]
    assert rows[-2:] == [("8 Apr – 28 May", "not counted"), ("Fri 29 May", "")]
    assert len(rows) == 7


def test_a_reader_in_another_zone_reads_its_own_times():
    with timezone.override("America/New_York"):
        lines, totals = table()
        assert lines[0][0] == "Thu 09:38 to 09:52"
        assert totals == [("Together, and so due today 07:17", "4 h")]


@pytest.fixture
def waiting(cast):
    """A case of Nordwind that was answered after 40 minutes and waits on the partner since."""
    case = submitted(cast.nordwind, severity="S1", at=TUESDAY)
    with working(cast.revalize.vendor):
        say(case, body="Which export is it?", by=cast.revalize.agent, at=TUESDAY + timedelta(minutes=40))
        wait_for_partner(case, by=cast.revalize.agent, at=TUESDAY + timedelta(minutes=50))
        rows = {row.kind: row for row in Milestone.objects.filter(case=case)}
    return case, rows


def page_of(client, member, case, row):
    client.force_login(member.person)
    with time_machine.travel(TUESDAY + timedelta(hours=2), tick=False):
        return client.get(reverse("receipt", args=[member.vendor.slug, case.number, row.pk]))


def test_the_page_tells_the_partner_a_clock_that_was_met(client, cast, waiting):
    case, rows = waiting
    answer = page_of(client, cast.nordwind.contact, case, rows["initial_response"])
    page = plain(answer.content.decode())
    assert answer.status_code == 200
    assert "You heard from us first on <b>Tuesday 14 April, 10:40</b>, in time." in page
    assert "You sent the case, and the count began, until it was met" in page
    assert "40 min of 2 h are used" in page and "Met, 1 h 20 min to spare" in page
    assert "Partner Support Policy, 8 August 2024, target initial response" in page
    assert "All times are yours (Europe/Berlin)" in page


def test_the_page_tells_each_side_a_pause_in_its_own_words(client, cast, waiting):
    case, rows = waiting
    partner = page_of(client, cast.nordwind.contact, case, rows["next_update"]).content.decode()
    vendor = page_of(client, cast.revalize.agent, case, rows["next_update"]).content.decode()
    assert "It is your turn. Our clock has been paused since <b>Tuesday 14 April, 10:50</b>." in partner
    assert "Paused: we asked you and waited" in partner and "the vendor’s default" in partner
    assert "It is the partner’s turn." in vendor
    assert "Paused: waited on the partner" in vendor and "assumption" in vendor


def test_nobody_else_finds_the_receipt(client, cast, waiting):
    case, rows = waiting
    row = rows["initial_response"]
    for member in (cast.baltic.contact, cast.nordwind.people[Role.CUSTOMER_USER]):
        assert page_of(client, member, case, row).status_code == 404
    other = submitted(cast.baltic)
    with working(cast.revalize.vendor):
        foreign = Milestone.objects.get(case=other)
    assert page_of(client, cast.nordwind.contact, case, foreign).status_code == 404
