"""What is said: versions of which the last one counts, refused where it is no answer, and what follows from it."""

from datetime import UTC, datetime, timedelta

import pytest

from cases.refusals import Incomplete, Refused
from cases.verbs.close import close
from cases.verbs.refer import refer
from cases.verbs.reopen import reopen
from cases.verbs.take_back import take_back
from notifications.models import Delivery
from notifications.telling import sweep_announcements
from slas.terms import Amount, Unit
from surveys.due import due_after
from surveys.limits import VERSIONS
from surveys.models import FeedbackShare, Outcome, Question, Reason
from surveys.sweeping import sweep_invitations
from surveys.verbs.claim_follow_up import claim_follow_up
from surveys.verbs.finish_follow_up import finish_follow_up
from tenants.scope import unscoped, working
from tests.cast import TUESDAY, submitted
from tests.surveyed import ASKED, DAY, ENDS, HOUR, answered, answers, follow_ups, fresh, survey_of, surveyed

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def survey(cast):
    return surveyed(cast.revalize, cast.nordwind)


def shared(survey):
    with working(survey.vendor_id):
        return list(FeedbackShare.objects.filter(survey=survey).order_by("pk").values_list("department", flat=True))


def told(cast, kind, at=ASKED):
    sweep_announcements(at)
    with working(cast.revalize.vendor):
        rows = Delivery.objects.filter(kind=kind).order_by("membership__name", "channel")
        return [(row.membership.name, row.channel) for row in rows.select_related("membership")]


def test_the_last_version_counts_and_the_earlier_ones_stay(survey):
    answered(survey, service=5, quality=3, quality_comment="It works.")
    answered(survey, at=ASKED + DAY, service=4, timeliness=5)
    found = fresh(survey)
    assert (found.service, found.timeliness, found.quality) == (4, 5, None)
    assert (found.answered_at, found.changed_at) == (ASKED, ASKED + DAY)
    assert [(row.number, row.service, row.quality_comment) for row in answers(survey)] == [
        (1, 5, "It works."),
        (2, 4, ""),
    ]


def test_the_same_again_changes_nothing(survey):
    """A form that was sent twice."""
    answered(survey, service=5)
    answered(survey, at=ASKED + MINUTE, service=5)
    assert (len(answers(survey)), fresh(survey).changed_at) == (1, ASKED)


def test_it_can_be_changed_until_the_end_and_not_at_it(survey):
    answered(survey, at=ENDS - MINUTE, service=1)
    with pytest.raises(Refused, match="The time to answer this survey is over"):
        answered(survey, at=ENDS, service=5)
    assert fresh(survey).service == 1


def test_a_withdrawn_survey_takes_no_answer(cast, survey):
    with working(cast.revalize.vendor):
        reopen(survey.case, by=cast.nordwind.contact, at=ASKED, body="It is back.")
    sweep_announcements(ASKED)
    with pytest.raises(Refused, match="The case was opened again meanwhile"):
        answered(survey, service=5)


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({}, {"service": "Rate at least one of the three, or write a word."}),
        ({"phone": "+49 30 1234567"}, {"service": "Rate at least one of the three, or write a word."}),
        ({"quality": 6}, {"quality": "Choose one of the five."}),
        ({"service": 0}, {"service": "Choose one of the five."}),
        ({"call_wished": True}, {"phone": "On which number can we reach you? Write it with its area code."}),
        (
            {"call_wished": True, "phone": "after lunch"},
            {"phone": "On which number can we reach you? Write it with its area code."},
        ),
        (
            {"service_comment": "x" * 2001},
            {"service_comment": "This is too long: 2001 characters, the limit is 2000."},
        ),
    ],
)
def test_what_is_no_answer_is_refused_at_its_field(survey, given, errors):
    with pytest.raises(Incomplete) as refused:
        answered(survey, **given)
    assert refused.value.errors == errors
    assert (answers(survey), fresh(survey).answered_at) == ([], None)


def test_a_comment_alone_is_an_answer_and_control_characters_are_left_out(survey):
    answered(survey, timeliness_comment=" Quick.\x00\x1b[0m\r\nThank you ")
    assert answers(survey)[0].timeliness_comment == "Quick.[0m\nThank you"
    assert follow_ups(survey) == []


def test_nobody_fills_the_table_by_changing_again_and_again(survey):
    for number in range(VERSIONS):
        answered(survey, service_comment=f"word {number}")
    with pytest.raises(Refused, match="changed very often"):
        answered(survey, service_comment="one more")
    assert len(answers(survey)) == VERSIONS


@pytest.mark.parametrize("question", list(Question))
def test_a_low_rating_is_a_task_due_in_eight_business_hours(cast, survey, question):
    """Answered on Tuesday at 12:00 in Berlin, where support closes at 17:00: due on Wednesday at 11:00."""
    answered(survey, **{question.value: 2})
    [task] = follow_ups(survey)
    assert (task.reason, task.at, task.due_at) == (Reason.LOW_RATING, ASKED, datetime(2026, 4, 15, 9, tzinfo=UTC))
    assert told(cast, "survey.follow_up") == [("Marguerite Dahl", "email"), ("Marguerite Dahl", "portal")]


def test_a_three_is_no_task(cast, survey):
    answered(survey, service=3, timeliness=3, quality=3)
    assert follow_ups(survey) == []
    assert told(cast, "survey.answered") == [("Ines Okafor", "portal")]


def test_a_wished_call_is_a_task_and_speaks_of_low_ratings_too(survey):
    answered(survey, service=1, call_wished=True, phone="+49 (0)40 123-456", call_when="mornings")
    assert [task.reason for task in follow_ups(survey)] == [Reason.CALL]
    assert (answers(survey)[0].phone, answers(survey)[0].call_when) == ("+49 (0)40 123-456", "mornings")


def test_a_task_goes_with_the_wish_and_comes_anew_with_a_new_one(survey):
    answered(survey, service=2)
    answered(survey, at=ASKED + HOUR, service=2, call_wished=True, phone="040 123456")
    answered(survey, at=ASKED + 2 * HOUR, service=5)
    answered(survey, at=ASKED + 3 * HOUR, service=1)
    assert [(task.reason, task.outcome) for task in follow_ups(survey)] == [
        (Reason.LOW_RATING, Outcome.WITHDRAWN),
        (Reason.CALL, Outcome.WITHDRAWN),
        (Reason.LOW_RATING, ""),
    ]


def test_a_call_that_was_made_is_not_asked_for_again_by_a_changed_word(cast, survey):
    answered(survey, call_wished=True, phone="040 123456")
    [task] = follow_ups(survey)
    with working(cast.revalize.vendor):
        finish_follow_up(task, by=cast.revalize.manager, at=ASKED + HOUR, outcome="spoken", note="All is well.")
    answered(survey, at=ASKED + 2 * HOUR, call_wished=True, phone="040 123456", service=5)
    assert [(row.outcome, row.note, row.owner_id) for row in follow_ups(survey)] == [
        (Outcome.SPOKEN, "All is well.", cast.revalize.manager.pk)
    ]


def test_a_task_is_taken_by_one_and_taken_over_only_knowingly(cast, survey):
    answered(survey, service=1)
    [task] = follow_ups(survey)
    first, other = cast.revalize.manager, cast.revalize.staff["administrator"]
    with working(cast.revalize.vendor):
        assert claim_follow_up(task, by=first, at=ASKED).owner_id == first.pk
        assert claim_follow_up(task, by=first, at=ASKED + HOUR).claimed_at == ASKED
        with pytest.raises(Refused, match="Marguerite Dahl has taken this meanwhile"):
            claim_follow_up(task, by=other, at=ASKED)
        assert claim_follow_up(task, by=other, at=ASKED, instead_of=first.pk).owner_id == other.pk


@pytest.mark.parametrize(
    ("given", "field"),
    [({"outcome": "", "note": "x"}, "outcome"), ({"outcome": "withdrawn", "note": "x"}, "outcome"),
     ({"outcome": "spoken", "note": " "}, "note")],
)  # fmt: skip
def test_done_wants_an_outcome_and_a_note(cast, survey, given, field):
    answered(survey, service=1)
    [task] = follow_ups(survey)
    with working(cast.revalize.vendor), pytest.raises(Refused) as refused:
        finish_follow_up(task, by=cast.revalize.manager, at=ASKED, **given)
    assert refused.value.field == field


def test_what_is_done_is_neither_taken_nor_done_again(cast, survey):
    answered(survey, service=1)
    [task] = follow_ups(survey)
    by = {"by": cast.revalize.manager, "at": ASKED}
    with working(cast.revalize.vendor):
        finish_follow_up(task, outcome="settled", note="Wrote a mail.", **by)
        with pytest.raises(Refused, match="done already"):
            finish_follow_up(task, outcome="spoken", note="Again.", **by)
        with pytest.raises(Refused, match="done already"):
            claim_follow_up(task, **by)


def test_a_poor_solution_is_shared_with_product_management(cast, survey):
    answered(survey, quality=2)
    assert shared(survey) == ["product-management"]
    assert told(cast, "survey.shared") == [("Piet Sandberg", "email"), ("Piet Sandberg", "portal")]


def test_a_fair_solution_or_poor_service_is_not(survey):
    answered(survey, quality=3, service=1)
    assert shared(survey) == []


def test_feedback_on_services_goes_to_the_consultants(cast):
    survey = surveyed(cast.revalize, cast.nordwind, case_type="services")
    answered(survey, service=5)
    assert shared(survey) == ["professional-services"]
    assert told(cast, "survey.shared") == [("Carla Moreau", "email"), ("Carla Moreau", "portal")]


def test_so_does_feedback_on_a_case_that_was_with_them(cast):
    case = submitted(cast.nordwind)
    agent = cast.revalize.agent
    with working(cast.revalize.vendor):
        refer(case, "professional-services", by=agent, at=TUESDAY)
        take_back(case, by=agent, at=TUESDAY)

    with working(cast.revalize.vendor):
        close(case, by=agent, at=TUESDAY + HOUR)
    sweep_announcements(TUESDAY + HOUR)
    sweep_invitations(ASKED)
    answered(survey_of(case), service=4)
    assert shared(survey_of(case)) == ["professional-services"]


def test_a_department_is_told_once(cast, survey):
    answered(survey, quality=2)
    answered(survey, at=ASKED + HOUR, quality=1)
    assert shared(survey) == ["product-management"]
    assert len(told(cast, "survey.shared", ASKED + HOUR)) == 2


def test_without_a_manager_the_administrators_hear_of_a_low_rating(cast):

    with unscoped("a test ends a membership"):
        type(cast.revalize.manager).objects.filter(pk=cast.revalize.manager.pk).update(active=False)
    answered(surveyed(cast.revalize, cast.nordwind), service=1)
    assert told(cast, "survey.follow_up") == [("Ada Winter", "email"), ("Ada Winter", "portal")]


def test_where_no_calendar_reaches_it_is_due_at_once(survey):
    """Seen, and not lost."""
    late = ASKED + 4000 * DAY
    with working(survey.vendor_id):
        assert due_after(survey.case, late, Amount(8, Unit.HOURS)) == late
