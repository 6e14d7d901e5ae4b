"""Acts on a case: what is posted reaches its verb, a refusal comes back with what was typed, others are stopped."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import Attachment, Case, CaseEvent, EventKind, Message, Status, Watcher
from cases.verbs.close import close
from cases.verbs.propose_severity import propose_severity
from cases.verbs.resolve import resolve
from cases.verbs.say import say
from cases.verbs.wait_for_partner import wait_for_partner
from tenants.models import ListEntry
from tenants.roles import Role
from tenants.scope import working
from tests.cast import TUESDAY, submitted
from tests.portal.walking import clock_at, page, post, signed_in, text_of

HOUR = timedelta(hours=1)
NOON = TUESDAY + 2 * HOUR


@pytest.fixture
def desk(cast):
    cast.agent, cast.contact = cast.revalize.agent, cast.nordwind.contact
    cast.case = submitted(cast.nordwind, severity="S2")
    return cast


def told(desk, act, *args, **data):
    with working(desk.revalize.vendor):
        return act(*args, **data)


def fresh(desk) -> Case:
    with working(desk.revalize.vendor):
        return Case.objects.select_related("owner").get(pk=desk.case.pk)


def kinds(desk) -> list[str]:
    with working(desk.revalize.vendor):
        return list(CaseEvent.objects.filter(case=desk.case).order_by("position").values_list("kind", flat=True))


def act(desk, who, name, *more, at=NOON, **data):
    return post(who, name, desk.case.number, *more, at=at, **data)


def flashes(response) -> list[str]:
    return [str(message) for message in response.wsgi_request._messages]


def write(desk, person, body="We look at it.", seen=99, **data):
    return act(desk, person, "say", body=body, seen=seen, **data)


def test_a_reply_is_sent_and_its_draft_forgotten(desk):
    response = write(desk, desk.agent, kind="reply")
    assert response.url.startswith(f"/revalize/cases/{desk.case.number}/#event-")
    assert kinds(desk)[:2] == ["received", "said"]
    assert (
        f'id="{response.url.partition("#")[2]}"' in page(desk.agent, "case", desk.case.number, at=NOON).content.decode()
    )
    (message,) = response.wsgi_request._messages
    assert message.extra_tags == f"draft:case-revalize-{desk.case.number}-{desk.agent.pk}"


def test_that_a_message_is_sent_stands_where_the_page_has_gone(desk):
    client, address = signed_in(desk.agent), f"/revalize/cases/{desk.case.number}/"
    with clock_at(NOON):
        client.post(f"{address}say/", {"kind": "reply", "body": "We look at it.", "seen": 99})
        html = client.get(address).content.decode()
    assert html.count("Your message is sent.") == 1
    assert html.index("We look at it.") < html.index("Your message is sent.") < html.index('id="write"')
    with clock_at(NOON):
        client.post(f"{address}status/", {"to": "waiting"})
        html = client.get(address).content.decode()
    assert html.index("Done: ") < html.index("<h1")


def test_the_view_one_came_from_is_kept(desk):
    response = write(desk, desk.agent, **{"from": "view=mine&evil=https://portal.example"})
    assert response.url.startswith(f"/revalize/cases/{desk.case.number}/?from=view%3Dmine#event-")


def test_a_note_is_for_the_vendor_alone_and_moves_no_clock(desk):
    before = fresh(desk).next_due
    assert write(desk, desk.agent, "Their server is slow.", kind="note").status_code == 302
    assert kinds(desk) == ["received", "noted"]
    assert fresh(desk).next_due == before
    assert "Their server is slow." not in text_of(page(desk.contact, "case", desk.case.number, at=NOON))


def test_a_reply_can_set_the_status_that_goes_with_it(desk):
    write(desk, desk.agent, then="waiting")
    assert fresh(desk).status == Status.WAITING
    with working(desk.revalize.vendor):
        cause = ListEntry.objects.filter(list="cause").first().code
    write(desk, desk.agent, then="resolved", cause=cause)
    assert (fresh(desk).status, fresh(desk).cause) == (Status.RESOLVED, cause)


def test_what_goes_with_a_reply_is_refused_together_with_it(desk):
    response = write(desk, desk.agent, "Solved by a restart.", then="resolved", cause="no-such-cause")
    assert response.status_code == 422
    assert "Choose a cause from the list." in text_of(response)
    assert "Solved by a restart.</textarea>" in text_of(response)
    assert kinds(desk) == ["received"]


def test_an_empty_reply_is_refused_at_its_field(desk):
    response = write(desk, desk.agent, "  \n ")
    assert response.status_code == 422
    assert re.search(r'id="id_body_error".*Write something first\.', text_of(response))
    assert kinds(desk) == ["received"]


def test_files_go_with_a_reply_and_their_limit_is_told(desk, settings):
    write(desk, desk.contact, files=[SimpleUploadedFile("a.log", b"x"), SimpleUploadedFile("b.log", b"y")])
    with working(desk.revalize.vendor):
        assert list(Attachment.objects.values_list("name", flat=True)) == ["a.log", "b.log"]
    settings.MAX_FILES = 1
    response = write(desk, desk.contact, files=[SimpleUploadedFile("a.log", b"x"), SimpleUploadedFile("b.log", b"y")])
    assert response.status_code == 422
    assert "At most 1 file goes with a message." in text_of(response)


def test_nobody_answers_past_a_message_they_have_not_seen(desk):
    told(desk, say, desk.case, by=desk.contact, at=NOON, body="It is solved, we found it ourselves.")
    response = write(desk, desk.agent, "Please send the log.", seen=1)
    read = text_of(response)
    assert response.status_code == 409
    assert "Not sent yet: others wrote while you did." in read
    assert "It is solved, we found it ourselves." in read
    assert "Please send the log.</textarea>" in read
    assert kinds(desk) == ["received", "said"]
    seen = re.search(r'name="seen" value="(\d+)"', read)[1]
    assert write(desk, desk.agent, "Good to hear.", seen=seen).status_code == 302


def test_own_messages_notes_and_events_of_others_hold_no_reply_back(desk):
    other = desk.revalize.staff["other agent"]
    write(desk, desk.agent)
    write(desk, other, kind="note")
    act(desk, other, "assign", owner=other.pk)
    assert write(desk, desk.agent, seen=1).status_code == 302
    told(desk, say, desk.case, by=desk.contact, at=NOON, body="Thank you.")
    assert write(desk, other, kind="note", seen=1).status_code == 302


def test_the_partner_is_held_back_by_a_new_answer_but_not_by_a_note(desk):
    write(desk, desk.agent, "A note.", kind="note")
    assert write(desk, desk.contact, "Any news?", seen=1).status_code == 302
    write(desk, desk.agent, "Restart it.")
    assert write(desk, desk.contact, "Hello?", seen=1).status_code == 409


def test_a_partners_word_reopens_a_resolved_case(desk):
    told(desk, resolve, desk.case, by=desk.agent, at=NOON)
    assert write(desk, desk.contact, "Still the same error.").status_code == 302
    assert fresh(desk).status == Status.OPEN
    assert "reopened" in kinds(desk)


def test_writing_to_a_closed_case_reopens_it_with_what_is_still_wrong(desk):
    told(desk, close, desk.case, by=desk.contact, at=NOON)
    assert "Send and reopen" in text_of(page(desk.contact, "case", desk.case.number, at=NOON))
    assert write(desk, desk.contact, "").status_code == 422
    assert fresh(desk).status == Status.CLOSED
    assert write(desk, desk.contact, "It came back.").status_code == 302
    assert fresh(desk).status == Status.OPEN


@pytest.mark.parametrize("data", [{"kind": "note"}, {"then": "waiting"}])
def test_the_partner_writes_no_notes_and_sets_no_status(desk, data):
    assert write(desk, desk.contact, **data).status_code == 403
    assert kinds(desk) == ["received"]


@pytest.mark.parametrize("role", [Role.COLLEAGUE, Role.PORTAL_MANAGER, Role.CUSTOMER_USER])
def test_only_a_designated_contact_writes_for_the_partner(desk, role):
    assert write(desk, desk.nordwind.people[role]).status_code in (403, 404)
    assert kinds(desk) == ["received"]


def test_an_owner_is_named_and_the_partner_sees_who(desk):
    other = desk.revalize.staff["other agent"]
    assert flashes(act(desk, desk.agent, "assign", owner=other.pk)) == [f"{other.name} owns this case now."]
    assert fresh(desk).owner == other
    assert "Tomasz Wrona became Case Owner" in re.sub(
        r"<[^>]+>", "", text_of(page(desk.contact, "case", desk.case.number, at=NOON))
    )
    assert flashes(act(desk, desk.agent, "assign", owner=other.pk)) == ["It was so already. Nothing was changed."]


@pytest.mark.parametrize(
    ("owner", "reason"),
    [
        ("", "Choose who owns the case."),
        ("x", "Choose who owns the case."),
        ("administrator", "Ada Winter cannot own cases."),
    ],
)
def test_a_refused_owner_is_told_at_the_field_with_the_menu_open(desk, owner, reason):
    owner = desk.revalize.staff[Role.ADMINISTRATOR].pk if owner == "administrator" else owner
    response = act(desk, desk.agent, "assign", owner=owner)
    assert response.status_code == 422
    assert re.search(r'id="act-owner" open>.*id="owner-owner_error".*' + reason, text_of(response))
    assert fresh(desk).owner is None


def test_severity_is_confirmed_as_it_was_reported_or_as_another_one(desk):
    assert "Confirm severity" in text_of(page(desk.agent, "case", desk.case.number, at=NOON))
    act(desk, desk.agent, "severity", act="confirm", severity="S3")
    case = fresh(desk)
    assert (case.severity_reported, case.severity_confirmed, case.severity) == ("S2", "S3", "S3")
    assert "Confirm severity" not in text_of(page(desk.agent, "case", desk.case.number, at=NOON))


def test_a_severity_for_production_is_neither_offered_nor_taken_elsewhere(desk):
    desk.case = submitted(desk.nordwind, severity="S3", environment="test")
    offered = re.findall(r'<option value="(S\d)"', text_of(page(desk.agent, "case", desk.case.number, at=NOON)))
    assert "S1" not in offered
    response = act(desk, desk.agent, "severity", act="confirm", severity="S1")
    assert "S1 is for production only; this case is about another environment." in text_of(response)
    assert fresh(desk).severity == "S3"


def test_a_proposal_of_the_partner_is_decided_by_the_vendor(desk):
    response = act(desk, desk.contact, "severity", act="propose", severity="S1", body="Now everybody is stopped.")
    assert response.status_code == 302
    assert fresh(desk).severity_proposed == "S1"
    assert "Proposed: S1 Urgent" in text_of(page(desk.agent, "case", desk.case.number, at=NOON))
    assert act(desk, desk.contact, "severity", act="grant").status_code == 403
    act(desk, desk.agent, "severity", act="grant")
    assert (fresh(desk).severity, fresh(desk).severity_proposed) == ("S1", "")
    read = re.sub(r"<[^>]+>", "", text_of(page(desk.contact, "case", desk.case.number, at=NOON)))
    assert "Jonas Petersen (nordwind) proposed severity S1 Urgent instead of S2 High" in read
    assert "Proposal granted: severity is now S1 Urgent" in read


def test_a_declined_proposal_leaves_the_severity(desk):
    told(desk, propose_severity, desk.case, "S1", by=desk.contact, at=NOON, body="Worse.")
    act(desk, desk.agent, "severity", act="decline")
    assert fresh(desk).severity == "S2"
    read = re.sub(r"<[^>]+>", "", text_of(page(desk.contact, "case", desk.case.number, at=NOON)))
    assert "Proposal of S1 Urgent declined: severity stays S2 High" in read


def test_a_proposal_without_a_reason_keeps_what_was_chosen(desk):
    response = act(desk, desk.contact, "severity", act="propose", severity="S1", body="")
    assert response.status_code == 422
    assert re.search(r'id="propose-body_error".*Write something first\.', text_of(response))
    assert '<option value="S1" selected>' in text_of(response)


def test_a_case_is_referred_taken_back_and_made_to_wait(desk):
    act(desk, desk.agent, "set_status", to="referred", department="product-management")
    assert (fresh(desk).status, fresh(desk).department) == (Status.REFERRED, "product-management")
    act(desk, desk.agent, "set_status", to="open")
    assert fresh(desk).status == Status.OPEN
    act(desk, desk.agent, "set_status", to="waiting")
    assert fresh(desk).status == Status.WAITING
    response = act(desk, desk.agent, "set_status", to="referred", department="nowhere")
    assert re.search(r'id="refer-department_error".*Choose a department from the list\.', text_of(response))


def test_the_vendor_resolves_with_a_cause_and_the_partner_closes(desk):
    with working(desk.revalize.vendor):
        cause = ListEntry.objects.filter(list="cause").first()
    act(desk, desk.agent, "set_status", to="resolved", cause=cause.code)
    assert (fresh(desk).status, fresh(desk).cause) == (Status.RESOLVED, cause.code)
    assert cause.label in text_of(page(desk.contact, "case", desk.case.number, at=NOON))
    act(desk, desk.contact, "set_status", to="closed")
    assert fresh(desk).status == Status.CLOSED


def test_the_partner_reopens_only_with_a_word_on_what_is_still_wrong(desk):
    told(desk, resolve, desk.case, by=desk.agent, at=NOON)
    assert act(desk, desk.contact, "set_status", to="reopened", body="").status_code == 422
    assert fresh(desk).status == Status.RESOLVED
    act(desk, desk.agent, "set_status", to="reopened", body="")
    assert fresh(desk).status == Status.OPEN


@pytest.mark.parametrize("to", ["open", "waiting", "referred", "resolved"])
def test_the_partner_does_not_triage(desk, to):
    assert act(desk, desk.contact, "set_status", to=to).status_code == 403
    assert fresh(desk).status == Status.NEW


@pytest.mark.parametrize(
    ("name", "data"), [("set_status", {"to": "gone"}), ("set_status", {}), ("severity", {"act": "x"})]
)
def test_an_act_that_does_not_exist_is_a_bad_request(desk, name, data):
    assert act(desk, desk.agent, name, **data).status_code == 400


def test_somebody_is_put_on_copy_and_named(desk):
    colleague = desk.nordwind.people[Role.COLLEAGUE]
    assert act(desk, desk.contact, "watch", person=colleague.pk).status_code == 302
    read = text_of(page(desk.agent, "case", desk.case.number, at=NOON))
    assert "Aylin Demir (nordwind) <small>Nordwind Systemhaus, Colleague</small>" in read
    assert kinds(desk)[-1] == EventKind.WATCHED


def test_a_partner_cannot_put_the_vendors_people_on_copy(desk):
    """The page does not offer them."""
    other = desk.revalize.staff["other agent"]
    assert act(desk, desk.contact, "watch", person=other.pk).status_code == 422
    assert act(desk, desk.agent, "watch", person=other.pk).status_code == 302
    assert kinds(desk) == ["received", "watched"]


def test_the_customers_people_come_on_copy_only_where_the_customer_is_included(desk):
    customer = desk.nordwind.people[Role.CUSTOMER_USER]
    for who in (desk.agent, desk.contact):
        assert customer.name not in text_of(page(who, "case", desk.case.number, at=NOON))
        assert act(desk, who, "watch", person=customer.pk).status_code == 422
    desk.case = submitted(desk.nordwind, customer_included=True)
    assert act(desk, desk.contact, "watch", person=customer.pk).status_code == 302
    assert kinds(desk) == ["received", "watched"]


def test_nobody_can_put_another_partners_person_on_copy(desk):
    for who in (desk.contact, desk.agent):
        response = act(desk, who, "watch", person=desk.baltic.contact.pk)
        assert response.status_code == 422
        assert "Choose who is put on copy." in text_of(response)
    with working(desk.revalize.vendor):
        assert not Watcher.objects.filter(case=desk.case).exists()


def test_a_manager_removes_a_text_after_being_asked(desk):
    with working(desk.revalize.vendor):
        message = Message.objects.get(case=desk.case)
    manager = desk.revalize.manager
    assert "Remove text" in text_of(page(manager, "case", desk.case.number, at=NOON))
    assert "Remove text" not in text_of(page(desk.agent, "case", desk.case.number, at=NOON))
    assert "gone for everybody, for good" in text_of(page(manager, "redact", desk.case.number, message.pk, at=NOON))
    with working(desk.revalize.vendor):
        assert Message.objects.get(pk=message.pk).redacted_at is None
    assert act(desk, desk.agent, "redact", message.pk).status_code == 403
    assert act(desk, manager, "redact", message.pk).status_code == 302
    with working(desk.revalize.vendor):
        assert Message.objects.get(pk=message.pk).body == ""


def test_acts_that_make_no_sense_are_not_offered(desk):
    def offered(person):
        html = page(person, "case", desk.case.number, at=NOON).content.decode()
        return set(re.findall(r'name="to" value="(\w+)"', html))

    assert offered(desk.agent) == {"referred", "waiting", "open", "resolved", "closed"}
    assert offered(desk.contact) == {"closed"}
    told(desk, wait_for_partner, desk.case, by=desk.agent, at=NOON)
    assert offered(desk.agent) == {"referred", "open", "resolved", "closed"}
    told(desk, resolve, desk.case, by=desk.agent, at=NOON)
    assert offered(desk.agent) == {"closed", "reopened"}
    assert offered(desk.contact) == {"closed"}
    told(desk, close, desk.case, by=desk.agent, at=NOON)
    assert offered(desk.agent) == {"reopened"}
    assert offered(desk.contact) == set()
