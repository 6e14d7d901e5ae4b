"""A case's life: answers, pauses, referrals, resolution, closing and reopening, with the clocks that follow."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import Case, CaseEvent, EventKind, Milestone, Status
from cases.refusals import Refused
from cases.sweeping import sweep_closings
from cases.verbs.assign_owner import assign_owner
from cases.verbs.close import close
from cases.verbs.note import note
from cases.verbs.redact import redact
from cases.verbs.refer import refer
from cases.verbs.reopen import reopen
from cases.verbs.resolve import resolve
from cases.verbs.say import say
from cases.verbs.take_back import take_back
from cases.verbs.wait_for_partner import wait_for_partner
from cases.verbs.watch import watch
from cases.verifying import differences
from tenants.scope import working
from tests.cast import TUESDAY, submitted

HOUR = timedelta(hours=1)


def berlin(day, hour, minute=0):
    """An instant of April 2026 in Berlin's summer time, as UTC."""
    return datetime(2026, 4, day, hour - 2, minute, tzinfo=UTC)


@pytest.fixture
def desk(cast):
    """The vendor's side with a fresh S2 case of Nordwind: an answer is due on Wednesday at 09:00."""
    with working(cast.revalize.vendor):
        cast.case = submitted(cast.nordwind, severity="S2")
        yield cast


def milestones(case):
    return {(row.kind, row.ordinal): row for row in Milestone.objects.filter(case=case)}


def kinds(case):
    return list(CaseEvent.objects.filter(case=case).values_list("kind", flat=True))


def fresh(case):
    return Case.objects.get(pk=case.pk)


def sound(case):
    return list(differences(fresh(case))) == []


def test_the_first_public_answer_of_the_vendor_meets_the_initial_response(desk):
    say(desk.case, by=desk.revalize.agent, at=TUESDAY + HOUR, body="We look at it.")
    initial = milestones(desk.case)["initial_response", 0]
    assert (initial.met_at, initial.breached_at, initial.sweep_at) == (TUESDAY + HOUR, None, None)
    assert initial.used_seconds == 3600
    assert kinds(desk.case) == ["received", "said", "met"]
    assert fresh(desk.case).status == Status.OPEN
    assert sound(desk.case)


def test_a_note_and_an_automatic_message_meet_nothing(desk):
    note(desk.case, by=desk.revalize.agent, at=TUESDAY + HOUR, body="Looks like the index.")
    say(desk.case, by=desk.revalize.agent, at=TUESDAY + HOUR, body="Out of office.", automatic=True)
    assert milestones(desk.case)["initial_response", 0].met_at is None


def test_each_answer_starts_the_next_update_and_the_next_answer_meets_it(desk):
    say(desk.case, by=desk.revalize.agent, at=berlin(14, 11), body="First.")
    assert milestones(desk.case)["next_update", 0].due_at == berlin(15, 11)  # S2: one business day
    say(desk.case, by=desk.revalize.agent, at=berlin(15, 9), body="Second.")
    rows = milestones(desk.case)
    assert rows["next_update", 0].met_at == berlin(15, 9)
    assert rows["next_update", 1].due_at == berlin(16, 9)
    assert sound(desk.case)


def test_waiting_on_the_partner_pauses_the_next_update_and_the_answer_resumes_it(desk):
    say(desk.case, by=desk.revalize.agent, at=berlin(14, 11), body="Please send the log.")
    wait_for_partner(desk.case, by=desk.revalize.agent, at=berlin(14, 11))
    paused = milestones(desk.case)["next_update", 0]
    assert (paused.due_at, paused.sweep_at, paused.paused_at) == (None, None, berlin(14, 11))
    say(desk.case, by=desk.nordwind.contact, at=berlin(14, 13), body="Here it is.")
    resumed = milestones(desk.case)["next_update", 0]
    assert (resumed.paused_at, resumed.due_at) == (None, berlin(15, 13))
    assert fresh(desk.case).status == Status.OPEN
    assert kinds(desk.case)[-3:] == ["said", "returned", "due_moved"]
    assert sound(desk.case)


def test_the_initial_response_never_pauses(desk):
    wait_for_partner(desk.case, by=desk.revalize.agent, at=berlin(14, 11))
    assert milestones(desk.case)["initial_response", 0].due_at == berlin(15, 9)


def test_naming_an_owner_opens_a_new_case_and_is_done_once(desk):
    agent = desk.revalize.agent
    assert assign_owner(desk.case, agent, by=desk.revalize.manager, at=TUESDAY).kind == EventKind.OWNED
    assert assign_owner(desk.case, agent, by=desk.revalize.manager, at=TUESDAY) is None
    assert (fresh(desk.case).owner, fresh(desk.case).status) == (agent, Status.OPEN)


def test_a_partners_person_or_an_administrator_cannot_own_a_case(desk):
    for person in (desk.nordwind.contact, desk.revalize.staff["administrator"], desk.velixo.agent):
        with pytest.raises(Refused, match="cannot own cases"):
            assign_owner(desk.case, person, by=desk.revalize.manager, at=TUESDAY)


def test_referring_keeps_the_clock_running(desk):
    say(desk.case, by=desk.revalize.agent, at=berlin(14, 11), body="Product has to look.")
    refer(desk.case, "product-management", by=desk.revalize.agent, at=berlin(14, 12))
    assert (fresh(desk.case).status, fresh(desk.case).department) == (Status.REFERRED, "product-management")
    assert milestones(desk.case)["next_update", 0].due_at == berlin(15, 11)
    take_back(desk.case, by=desk.revalize.agent, at=berlin(14, 13))
    assert (fresh(desk.case).status, fresh(desk.case).department) == (Status.OPEN, "")


def test_referring_a_waiting_case_takes_the_ball_back(desk):
    say(desk.case, by=desk.revalize.agent, at=berlin(14, 11), body="?")
    wait_for_partner(desk.case, by=desk.revalize.agent, at=berlin(14, 11))
    refer(desk.case, "product-management", by=desk.revalize.agent, at=berlin(14, 12))
    assert milestones(desk.case)["next_update", 0].due_at == berlin(15, 12)


def test_an_unknown_department_or_cause_is_refused(desk):
    with pytest.raises(Refused, match="department"):
        refer(desk.case, "nowhere", by=desk.revalize.agent, at=TUESDAY)
    with pytest.raises(Refused, match="cause"):
        resolve(desk.case, by=desk.revalize.agent, at=TUESDAY, cause="gremlins")


def test_resolving_ends_the_next_update_and_closes_after_five_business_days(desk):
    say(desk.case, by=desk.revalize.agent, at=berlin(14, 11), body="Done.")
    resolve(desk.case, by=desk.revalize.agent, at=berlin(14, 12))
    case = fresh(desk.case)
    assert (case.status, case.close_due_at) == (Status.RESOLVED, berlin(21, 12))
    assert milestones(case)["next_update", 0].ended_at == berlin(14, 12)
    assert case.next_due == 2**53
    assert sound(case)


def test_a_reply_that_resolves_leaves_no_clock_running(desk):
    say(desk.case, by=desk.revalize.agent, at=berlin(14, 11), body="Solved by 9.3.2.")
    resolve(desk.case, by=desk.revalize.agent, at=berlin(14, 11))
    row = milestones(desk.case)["next_update", 0]
    assert (row.ended_at, row.due_at, row.sweep_at) == (berlin(14, 11), None, None)
    assert sound(desk.case)
    reopen(desk.case, by=desk.nordwind.contact, at=berlin(14, 12), body="Not quite.")
    assert milestones(desk.case)["next_update", 0].due_at == berlin(15, 12)
    assert sound(desk.case)


def test_a_resolved_case_closes_by_itself_when_its_day_has_come(desk):
    resolve(desk.case, by=desk.revalize.agent, at=berlin(14, 12))
    assert sweep_closings(berlin(21, 11, 59)) == 0
    assert sweep_closings(berlin(21, 12)) == 1
    assert sweep_closings(berlin(21, 12)) == 0
    case = fresh(desk.case)
    assert (case.status, case.closed_at, case.closings) == (Status.CLOSED, berlin(21, 12), 1)


def test_the_partners_word_closes_at_once(desk):
    resolve(desk.case, by=desk.revalize.agent, at=berlin(14, 12))
    close(desk.case, by=desk.nordwind.contact, at=berlin(14, 13))
    assert fresh(desk.case).status == Status.CLOSED
    assert close(desk.case, by=desk.nordwind.contact, at=berlin(14, 13)) is None


def test_a_partners_answer_to_a_resolved_case_reopens_it(desk):
    resolve(desk.case, by=desk.revalize.agent, at=berlin(14, 12))
    say(desk.case, by=desk.nordwind.contact, at=berlin(14, 13), body="It is still there.")
    case = fresh(desk.case)
    assert (case.status, case.close_due_at) == (Status.OPEN, None)
    assert sweep_closings(berlin(30, 12)) == 0


def test_a_closed_case_is_reopened_on_purpose_only(desk):
    close(desk.case, by=desk.revalize.agent, at=berlin(14, 12))
    with pytest.raises(Refused, match="closed"):
        say(desk.case, by=desk.nordwind.contact, at=berlin(14, 13), body="Thanks!")
    reopen(desk.case, by=desk.nordwind.contact, at=berlin(14, 13), body="It came back.")
    assert fresh(desk.case).status == Status.OPEN
    assert milestones(desk.case)["next_update", 0].due_at == berlin(15, 13)


def test_a_partner_reopens_with_a_word_and_an_open_case_cannot_be_reopened(desk):
    with pytest.raises(Refused, match="is open"):
        reopen(desk.case, by=desk.nordwind.contact, at=TUESDAY, body="Hm.")
    close(desk.case, by=desk.revalize.agent, at=berlin(14, 12))
    with pytest.raises(Refused, match="Write something"):
        reopen(desk.case, by=desk.nordwind.contact, at=berlin(14, 13), body="  ")


def test_an_instant_before_the_last_event_becomes_that_events(desk):
    say(desk.case, by=desk.revalize.agent, at=berlin(14, 11), body="First.")
    late = say(desk.case, by=desk.nordwind.contact, at=berlin(14, 10, 30), body="Sent in the same minute.")
    assert late.at == berlin(14, 11)


def test_people_on_copy_are_staff_or_the_partners_own(desk):
    assert watch(desk.case, desk.nordwind.people["colleague"], by=desk.revalize.agent, at=TUESDAY) is not None
    assert watch(desk.case, desk.nordwind.people["colleague"], by=desk.revalize.agent, at=TUESDAY) is None
    for foreigner in (desk.baltic.contact, desk.velixo.agent):
        with pytest.raises(Refused, match="cannot read"):
            watch(desk.case, foreigner, by=desk.revalize.agent, at=TUESDAY)


def test_redacting_blanks_the_words_and_keeps_the_event(desk):
    event = say(desk.case, by=desk.nordwind.contact, at=TUESDAY, body="The password is hunter2")
    assert redact(event.message, by=desk.revalize.manager, at=TUESDAY + HOUR) is not None
    event.message.refresh_from_db()
    assert (event.message.body, event.message.redacted_at) == ("", TUESDAY + HOUR)
    assert redact(event.message, by=desk.revalize.manager, at=TUESDAY + HOUR) is None
    assert kinds(desk.case)[-1] == "redacted"


def test_redacting_removes_the_files_and_their_names(desk, django_capture_on_commit_callbacks):
    secret = SimpleUploadedFile("salaries.csv", b"Ada;1")
    event = say(desk.case, by=desk.nordwind.contact, at=TUESDAY, body="Our list.", files=[secret])
    stored = event.message.attachments.get().file
    with django_capture_on_commit_callbacks(execute=True):
        redact(event.message, by=desk.revalize.manager, at=TUESDAY + HOUR)
    assert not stored.storage.exists(stored.name)
    assert event.message.attachments.get().name == ""


def test_nothing_internal_moves_the_case_in_the_partners_list(desk):
    note(desk.case, by=desk.revalize.agent, at=TUESDAY + HOUR, body="Only we know.")
    assert (fresh(desk.case).changed_at, fresh(desk.case).shared_at) == (TUESDAY + HOUR, TUESDAY)
    say(desk.case, by=desk.revalize.agent, at=TUESDAY + 2 * HOUR, body="We look at it.")
    assert fresh(desk.case).shared_at == TUESDAY + 2 * HOUR


def test_the_verification_finds_a_lost_sweep_and_a_wrong_cache(desk):
    Milestone.objects.filter(case=desk.case).update(sweep_at=None)
    Case.objects.filter(pk=desk.case.pk).update(next_due=1)
    assert [found.field for found in differences(fresh(desk.case))] == ["sweep_at", "next_due"]


def test_a_case_closed_unanswered_waits_for_its_first_answer_again_where_no_updates_are_promised(cast):
    with working(cast.velixo.vendor):
        case = submitted(cast.sarto, severity="S1")
        close(case, by=cast.velixo.agent, at=berlin(14, 11))
        reopen(case, by=cast.sarto.contact, at=berlin(14, 12), body="Nobody answered.")
        again = milestones(case)["initial_response", 1]
        assert (again.started_at, again.due_at) == (berlin(14, 12), berlin(14, 14))
        assert sound(case)
