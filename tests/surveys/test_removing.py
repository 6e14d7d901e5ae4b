"""A comment is removed like a message's text: from every version, for everybody, and that it was there stays."""

import pytest
from django.db import DatabaseError, transaction

from cases.models import CaseEvent, EventKind
from cases.refusals import Refused
from notifications.mail.sending import sweep_mails
from notifications.mailed_feedback import mailed_to
from notifications.telling import sweep_announcements
from surveys.models import CommentRemoval, Question, Survey, SurveyAnswer
from surveys.verbs.remove_comment import remove_comment
from surveys.wording import said
from tenants.scope import acting, working
from tests.surveyed import ASKED, DAY, HOUR, answered, answers, fresh, surveyed

pytestmark = pytest.mark.django_db
SECRET = "The password is Hunter2."
MANAGER = "manager.marguerite@revalize.example"
PRODUCT = "product_manager.piet@revalize.example"


@pytest.fixture
def survey(cast):
    survey = surveyed(cast.revalize, cast.nordwind)
    answered(survey, quality=2, quality_comment=SECRET, service=4, service_comment="Kind.")
    answered(survey, at=ASKED + HOUR, quality=1, quality_comment=SECRET + " Still.", service=4, service_comment="Kind.")
    return survey


def removed(cast, survey, at=ASKED + 2 * HOUR, question=Question.QUALITY, reason=" A  password "):
    with working(cast.revalize.vendor):
        return remove_comment(survey, question, by=cast.revalize.manager, at=at, reason=reason)


def post_all(at):
    sweep_announcements(at)
    sweep_mails(lambda: at, seconds=60)


def words(mail):
    return "".join(part.get_content() for part in mail.walk() if part.get_content_maintype() == "text")


def test_it_goes_from_every_version_and_ratings_and_other_comments_stay(cast, survey):
    removal = removed(cast, survey)
    assert [(row.quality, row.quality_comment, row.service_comment) for row in answers(survey)] == [
        (2, "", "Kind."), (1, "", "Kind."),
    ]  # fmt: skip
    assert (removal.reason, removal.by, removal.question) == ("A password", cast.revalize.manager, "quality")
    with working(cast.revalize.vendor):
        [quality] = [row for row in said(answers(survey)[-1], survey.removals.all()) if row.removed]
    assert (quality.question, quality.number, quality.comment) == (Question.QUALITY, 1, "")


def test_the_case_keeps_that_it_was_removed_and_none_of_its_words(cast, survey):
    removed(cast, survey)
    with working(cast.revalize.vendor):
        event = CaseEvent.objects.get(case=survey.case_id, kind=EventKind.REDACTED)
        assert (event.by_id, event.audience) == (cast.revalize.manager.pk, "internal")
        assert event.data == {"survey": survey.pk, "question": "quality"}


def test_once_is_enough_and_a_reason_is_needed(cast, survey):
    with pytest.raises(Refused, match="Say why"):
        removed(cast, survey, reason="   ")
    with pytest.raises(Refused, match="Say why"):
        removed(cast, survey, reason="x" * 201)
    assert removed(cast, survey) is not None
    assert removed(cast, survey) is None
    assert removed(cast, survey, question=Question.TIMELINESS) is None
    with working(cast.revalize.vendor):
        assert CommentRemoval.objects.count() == 1


def test_what_the_contact_writes_afterwards_is_new_and_stays(cast, survey):
    removed(cast, survey)
    answered(survey, at=ASKED + DAY, quality=3, quality_comment="Better now.")
    with working(cast.revalize.vendor):
        [quality] = said(answers(survey)[-1], survey.removals.all())
    assert (quality.comment, quality.removed is not None) == ("Better now.", True)
    assert fresh(survey).quality == 3


def test_a_mail_that_was_not_sent_yet_says_that_it_was_removed(cast, survey, mailbox):
    removed(cast, survey)
    post_all(ASKED + 2 * HOUR)
    for mails in (mailbox.to(MANAGER), mailbox.to(PRODUCT)):
        text = words(mails[-1])
        assert "The comment was removed." in text
        assert "Hunter2" not in text
    with working(cast.revalize.vendor):
        assert {name for name, at in mailed_to([survey])[survey.pk]} == {"Marguerite Dahl", "Piet Sandberg"}


def test_to_whom_it_was_mailed_before_is_named(cast, survey, mailbox):
    with working(cast.revalize.vendor):
        assert mailed_to([survey]) == {}
    post_all(ASKED + HOUR)
    with working(cast.revalize.vendor):
        names = [name for name, at in mailed_to([survey])[survey.pk] if at <= ASKED + HOUR]
    assert sorted(names) == ["Marguerite Dahl", "Piet Sandberg"]


def test_only_the_contact_sees_it_of_the_partners_side_and_of_other_vendors_nobody(cast, survey):
    removed(cast, survey)
    seen = {}
    for name, person in {
        "contact": cast.nordwind.contact, "colleague": cast.nordwind.people["colleague"],
        "other partner": cast.baltic.contact, "other vendor": cast.velixo.manager, "manager": cast.revalize.manager,
    }.items():  # fmt: skip
        with acting(person):
            seen[name] = CommentRemoval.objects.count()
    assert seen == {"contact": 1, "colleague": 0, "other partner": 0, "other vendor": 0, "manager": 1}


def test_another_vendors_verb_finds_no_such_survey(cast, survey):
    with working(cast.velixo.vendor), pytest.raises(Survey.DoesNotExist):
        remove_comment(survey, Question.QUALITY, by=cast.velixo.manager, at=ASKED + DAY, reason="Ours?")
    assert answers(survey)[0].quality_comment == SECRET


@pytest.mark.parametrize("change", [{"service": 5}, {"call_wished": True}, {"phone": "1"}])
def test_nothing_else_of_an_answer_can_be_changed(cast, survey, change):
    with pytest.raises(DatabaseError), working(cast.revalize.vendor), transaction.atomic():
        SurveyAnswer.objects.filter(survey=survey).update(**change)


def test_a_removal_is_never_changed_or_taken_back(cast, survey):
    removed(cast, survey)
    for act in (lambda rows: rows.update(reason="Another."), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), working(cast.revalize.vendor), transaction.atomic():
            act(CommentRemoval.objects.filter(survey=survey))
