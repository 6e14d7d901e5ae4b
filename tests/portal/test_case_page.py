"""A case's page: what each side reads there, the timeline, the way through the queue, files."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import Attachment, Message
from cases.sweeping import sweep_milestones
from cases.verbs.assign_owner import assign_owner
from cases.verbs.note import note
from cases.verbs.redact import redact
from cases.verbs.refer import refer
from cases.verbs.resolve import resolve
from cases.verbs.say import say
from cases.verbs.wait_for_partner import wait_for_partner
from cases.verbs.watch import watch
from contacts.models import PartnerHoliday
from notifications.models import Delivery
from notifications.telling import sweep_announcements
from tenants.roles import Role
from tenants.scope import working
from tests.cast import TUESDAY, submitted
from tests.portal.walking import asked_by, clock_at, multiplied, page, signed_in, text_of

HOUR = timedelta(hours=1)
NOON = TUESDAY + 2 * HOUR
QUERIES = 28


@pytest.fixture
def desk(cast):
    """An S2 of Nordwind, received on Tuesday at 10:00 in Berlin: an answer is due on Wednesday at 09:00."""
    cast.agent, cast.contact = cast.revalize.agent, cast.nordwind.contact
    cast.case = submitted(cast.nordwind, severity="S2", customer_included=True)
    with working(cast.revalize.vendor):
        assign_owner(cast.case, cast.agent, by=cast.agent, at=TUESDAY)
    return cast


def told(desk, act, *args, **data):
    """Calls a verb on the vendor's side."""
    with working(desk.revalize.vendor):
        return act(*args, **data)


def words(response):
    """What one reads, without the tags."""
    return (
        " ".join(re.sub(r"<[^>]+>", " ", text_of(response)).split())
        .replace(" .", ".")
        .replace(" :", ":")
        .replace(" ,", ",")
    )


def effect(desk, at, **query):
    return words(page(desk.agent, "effect", desk.case.number, at=at, **query)).partition(" A note tells")[0]


def test_both_sides_read_the_first_message_with_every_answer_of_the_form(desk):
    for person in (desk.agent, desk.contact):
        told_words = words(page(person, "case", desk.case.number, at=NOON))
        assert "Every attempt ends after about 50 seconds. Steps that lead to it 1. Open a quote 2. Save" in told_words
        assert "Exact error message Lock wait timeout exceeded" in told_words
        assert "Received with severity S2 High 10:00" in told_words


def test_the_partner_reads_nothing_internal(desk):
    told(desk, note, desk.case, by=desk.agent, at=NOON, body="Their server is a mess.")
    sweep_milestones(TUESDAY + timedelta(days=2))
    later = TUESDAY + timedelta(days=2)
    ours, theirs = (words(page(person, "case", desk.case.number, at=later)) for person in (desk.agent, desk.contact))
    for internal in (
        "Their server is a mess.", "Internal note", "three quarters of the time are used",
        "was due yesterday 09:00 and has not come", "Escalated to level 1, Team lead", "Their hours", "All open",
    ):  # fmt: skip
        assert internal in ours
        assert internal not in theirs


def test_the_partner_reads_its_own_turn_where_the_vendor_reads_waiting_on_partner(desk):
    told(desk, say, desk.case, by=desk.agent, at=NOON, body="Which file?")
    told(desk, wait_for_partner, desk.case, by=desk.agent, at=NOON)
    ours, theirs = (words(page(person, "case", desk.case.number, at=NOON)) for person in (desk.agent, desk.contact))
    assert "Set to Waiting on partner. The clock paused" in ours
    assert "Waits on you: your answer is needed" in theirs
    assert "Sending brings the case back to Revalize, and its clock goes on." in theirs


def test_a_customer_that_is_included_reads_along_without_clocks_contract_or_composer(desk):
    told(desk, say, desk.case, by=desk.agent, at=NOON, body="We look at it.")
    told(desk, wait_for_partner, desk.case, by=desk.agent, at=NOON)
    read = words(page(desk.nordwind.people[Role.CUSTOMER_USER], "case", desk.case.number, at=NOON))
    assert "We look at it." in read
    assert "Waiting on Nordwind Systemhaus" in read
    for agreed in ("Next milestone", "Initial response", "Entitlement", "Standard support", "Your message", "On copy"):
        assert agreed not in read


def test_what_people_type_is_shown_and_never_interpreted(desk):
    body = "<script>alert(1)</script> & https://docs.example/a?b=1\n\n```\n<b> *.log\n```"
    told(desk, say, desk.case, by=desk.contact, at=NOON, body=body)
    html = page(desk.agent, "case", desk.case.number, at=NOON).content.decode()
    assert '<p class="typed">&lt;script&gt;alert(1)&lt;/script&gt; &amp; ' in html
    assert '<a href="https://docs.example/a?b=1" rel="nofollow noopener">https://docs.example/a?b=1</a></p>' in html
    assert '<pre tabindex="0"><code>&lt;b&gt; *.log</code></pre>' in html


def test_a_name_with_a_tag_in_it_stays_a_name(desk):
    with working(desk.revalize.vendor):
        other = desk.revalize.staff["other agent"]
        type(other).objects.filter(pk=other.pk).update(name="<i>Tomasz</i>")
        assign_owner(desk.case, other, by=desk.agent, at=NOON)
    html = page(desk.contact, "case", desk.case.number, at=NOON).content.decode()
    assert "<b>&lt;i&gt;Tomasz&lt;/i&gt;</b> became Case Owner" in html
    assert "<i>Tomasz" not in html


def test_closed_days_between_two_messages_are_a_band(desk):
    friday, monday = datetime(2026, 4, 17, 14, 0, tzinfo=UTC), datetime(2026, 4, 20, 7, 0, tzinfo=UTC)
    told(desk, say, desk.case, by=desk.contact, at=friday, body="Any news?")
    told(desk, say, desk.case, by=desk.contact, at=monday, body="Good morning.")
    read = words(page(desk.agent, "case", desk.case.number, at=monday + HOUR))
    assert "Closed Fri 17:00 to Mon 08:00: weekend Today, Monday 20 April" in read
    assert read.count("Closed Fri") == 1


def test_a_long_case_takes_as_many_queries_as_a_short_one(desk):
    address = f"/revalize/cases/{desk.case.number}/"
    with clock_at(NOON):
        client = signed_in(desk.agent)
    for hour in range(2):
        told(desk, say, desk.case, by=desk.contact, at=TUESDAY + hour * HOUR, body="And again.")
    asked_by(client, address, NOON)
    short = asked_by(client, address, NOON)
    for minute in range(12):
        files = [SimpleUploadedFile("a.log", b"x")]
        told(desk, say, desk.case, by=desk.agent, at=NOON + timedelta(minutes=minute), body="Yes.", files=files)
        told(desk, say, desk.case, by=desk.contact, at=NOON + timedelta(minutes=minute), body="No.")
    assert (len(short), len(asked_by(client, address, NOON + HOUR))) == (QUERIES, QUERIES)


def test_the_vendors_lists_are_read_once_for_everything_on_the_page(desk):
    with clock_at(NOON):
        client = signed_in(desk.agent)
    asked = asked_by(client, f"/revalize/cases/{desk.case.number}/", NOON)
    assert len([sql for sql in asked if 'FROM "tenants_listentry"' in sql]) == 1


def test_the_clock_of_the_next_milestone_stands_in_the_head_and_its_receipt_beside_it(desk):
    read = words(page(desk.agent, "case", desk.case.number, at=NOON))
    assert "6 h left Initial response tomorrow 09:00" in read
    assert "Used of 8:00 2:00 Left, until tomorrow 09:00 6:00" in read
    assert "Policy revised 8 August 2024, row “S2, Initial response: under 8 business hours”." in read
    assert "No target for the solution: how long it takes varies with the issue." in read


def test_the_effect_of_sending_is_reckoned_before_the_button(desk):
    assert (
        effect(desk, NOON)
        == "Sending meets the initial response 6 h early and starts the next one: due tomorrow 12:00."
    )
    assert effect(desk, NOON, then="waiting") == (
        "Sending meets the initial response 6 h early and starts the next one: due tomorrow 12:00, paused for as"
        " long as the case waits on the partner."
    )
    assert effect(desk, NOON, then="resolved") == (
        "Sending meets the initial response 6 h early and asks for no further update; the case closes by itself"
        " 21 April, 12:00, unless the partner writes."
    )
    late = TUESDAY + timedelta(days=1)
    assert effect(desk, late).startswith("Sending answers the initial response 1 h late and starts")


def test_writing_to_a_resolved_case_leaves_the_day_on_which_it_closes(desk):
    told(desk, resolve, desk.case, by=desk.agent, at=NOON)
    assert effect(desk, NOON + HOUR) == (
        "Sending asks for no further update; the case closes by itself 21 April, 12:00, unless the partner writes."
    )


def test_what_was_forecast_is_what_sending_does(desk):
    told(desk, say, desk.case, by=desk.agent, at=NOON, body="We look at it.")
    read = words(page(desk.agent, "case", desk.case.number, at=NOON))
    assert "Initial response met with 6 h to spare" in read
    assert "9 h left Next update tomorrow 12:00" in read


def test_a_reply_says_whom_it_tells(desk):
    told(desk, watch, desk.case, desk.nordwind.people[Role.COLLEAGUE], by=desk.agent, at=NOON)
    ours, theirs = (words(page(person, "case", desk.case.number, at=NOON)) for person in (desk.agent, desk.contact))
    assert "to Jonas Petersen (nordwind); Aylin Demir (nordwind) on copy" in ours
    assert "Send to 2 people" in ours
    assert "to Ines Okafor; Aylin Demir (nordwind) on copy" in theirs
    assert "Internal note" not in theirs
    assert "then set to" not in theirs


def test_facts_tell_the_agent_who_is_there_and_who_covers(desk):
    with working(desk.revalize.vendor):
        PartnerHoliday.objects.create(
            vendor=desk.revalize.vendor, partner=desk.nordwind.partner, day=NOON.date() + timedelta(days=17),
            name="Labour Day", covered_by=desk.nordwind.people[Role.COLLEAGUE],
        )  # fmt: skip
    read = words(page(desk.agent, "case", desk.case.number, at=NOON))
    assert "Contact Jonas Petersen (nordwind) 12:00 in Berlin, same as yours" in read
    assert "Their hours Mon to Fri 08:00–18:00 Away 1 May 2026: Labour Day, Aylin Demir (nordwind) covers" in read
    assert "Entitlement Standard support SO-1007" in read


def test_previous_and_next_follow_the_view_one_came_from(desk):
    first = submitted(desk.nordwind, severity="S1")
    last = submitted(desk.nordwind, severity="S4")
    html = page(desk.agent, "case", desk.case.number, at=NOON, **{"from": "severity=&owner=&evil=1"}).content.decode()
    assert "All open, 2 of 3" in html
    assert f'href="/revalize/cases/{first.number}/" rel="prev"' in html
    assert f'href="/revalize/cases/{last.number}/" rel="next"' in html
    own = page(desk.agent, "case", desk.case.number, at=NOON, **{"from": "view=mine"}).content.decode()
    assert "Mine, 1 of 1" in own
    assert f'href="/revalize/queue/?view=mine#case-{desk.case.number}"' in own
    assert "rel=" not in own.partition("case-head-line")[0].partition("case-near")[2]


def test_a_case_that_has_left_the_view_still_leads_back_to_it(desk):
    html = page(desk.agent, "case", desk.case.number, at=NOON, **{"from": "view=unowned"}).content.decode()
    assert f'href="/revalize/queue/?view=unowned#case-{desk.case.number}">' in html
    assert "No owner, " not in html


def test_who_took_a_case_out_of_the_view_goes_on_with_the_next_one(desk):
    behind = submitted(desk.baltic, severity="S4")
    for order in ("policy", "due"):
        html = page(desk.agent, "case", desk.case.number, at=NOON, **{"from": f"view=unowned&order={order}"})
        (link,) = re.findall(r'href="([^"]+)" rel="next"', html.content.decode())
        assert link.startswith(f"/revalize/cases/{behind.number}/?from=view%3Dunowned")
    assert (
        'rel="next"'
        not in page(desk.agent, "case", behind.number, at=NOON, **{"from": "view=unowned"}).content.decode()
    )


def test_opening_a_case_reads_its_lines_in_the_bell_and_no_others(desk):
    other = submitted(desk.nordwind)
    for case in (desk.case, other):
        told(desk, assign_owner, case, desk.agent, by=desk.agent, at=NOON)
        told(desk, say, case, by=desk.contact, at=NOON, body="Any news?")
    sweep_announcements(NOON)
    page(desk.agent, "case", desk.case.number, at=NOON + HOUR)
    with working(desk.revalize.vendor):
        unread = Delivery.objects.bell_of(desk.agent).unread()
        assert set(unread.values_list("case", flat=True)) == {other.pk}


def test_a_resolved_case_offers_no_status_with_a_reply(desk):
    """All would be refused until it is reopened."""
    assert 'name="then"' in page(desk.agent, "case", desk.case.number, at=NOON).content.decode()
    told(desk, resolve, desk.case, by=desk.agent, at=NOON)
    assert 'name="then"' not in page(desk.agent, "case", desk.case.number, at=NOON).content.decode()


def test_a_resolved_case_asks_the_partner_whether_it_is_solved(desk):
    told(desk, say, desk.case, by=desk.agent, at=NOON, body="Restart it.")
    told(desk, resolve, desk.case, by=desk.agent, at=NOON)
    theirs = words(page(desk.contact, "case", desk.case.number, at=NOON))
    assert "Is it solved? Without your word the case closes by itself: 21 April, 12:00." in theirs
    assert "Yes, it is solved" in theirs
    assert "Send and reopen" in theirs
    assert "Last milestone" in theirs
    assert "Next milestone" not in theirs
    assert "Is it solved?" not in words(page(desk.agent, "case", desk.case.number, at=NOON))
    colleague = words(page(desk.nordwind.people[Role.COLLEAGUE], "case", desk.case.number, at=NOON))
    assert "You read along. Designated Contacts write here." in colleague
    assert "Yes, it is solved" not in colleague


def test_a_referral_is_named_by_the_vendors_own_word(desk):
    told(desk, refer, desk.case, "product-management", by=desk.agent, at=NOON)
    for person in (desk.agent, desk.contact):
        read = words(page(person, "case", desk.case.number, at=NOON))
        assert "With Product Management" in read
        assert "Referred to Product Management" in read


def test_a_removed_text_is_gone_from_the_page_and_its_file_too(desk):
    file = SimpleUploadedFile("password.txt", b"hunter2")
    told(desk, say, desk.case, by=desk.contact, at=NOON, body="The password is hunter2", files=[file])
    with working(desk.revalize.vendor):
        attachment, message = Attachment.objects.get(case=desk.case), Message.objects.latest("pk")
    assert page(desk.contact, "attachment", desk.case.number, attachment.pk, at=NOON).status_code == 200
    told(desk, redact, message, by=desk.revalize.manager, at=NOON)
    read = words(page(desk.contact, "case", desk.case.number, at=NOON))
    assert "hunter2" not in read
    assert "password.txt" not in read
    assert "This text and its files were removed." in read
    assert page(desk.contact, "attachment", desk.case.number, attachment.pk, at=NOON).status_code == 404


def test_a_file_is_handed_over_to_be_saved_and_never_opened_as_a_page_of_this_site(desk):
    file = SimpleUploadedFile("page.html", b"<script>alert(1)</script>", content_type="text/html")
    told(desk, say, desk.case, by=desk.contact, at=NOON, body="See there.", files=[file])
    with working(desk.revalize.vendor):
        attachment = Attachment.objects.get(case=desk.case)
    response = page(desk.agent, "attachment", desk.case.number, attachment.pk, at=NOON)
    assert b"".join(response.streaming_content) == b"<script>alert(1)</script>"
    assert response.headers["Content-Disposition"] == 'attachment; filename="page.html"'
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_file_of_an_internal_note_is_not_found_by_the_partner(desk):
    file = SimpleUploadedFile("trace.log", b"secret")
    told(desk, note, desk.case, by=desk.agent, at=NOON, body="See the trace.", files=[file])
    with working(desk.revalize.vendor):
        attachment = Attachment.objects.get(case=desk.case)
    assert page(desk.agent, "attachment", desk.case.number, attachment.pk, at=NOON).status_code == 200
    assert page(desk.contact, "attachment", desk.case.number, attachment.pk, at=NOON).status_code == 404


def test_the_place_in_a_long_view_is_not_counted_beyond_the_bound(desk, monkeypatch):
    monkeypatch.setattr("portal.desk.counting.BOUND", 2)
    last = submitted(desk.nordwind, severity="S4")
    multiplied(desk.case, 3)
    html = page(desk.agent, "case", last.number, at=NOON).content.decode()
    assert re.search(r"</svg>\s*All open\s*</a>", html)
