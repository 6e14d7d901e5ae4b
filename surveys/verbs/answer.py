"""The contact says how it went (R41), and may change it until the survey ends."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases.refusals import Refused
from surveys.consequences import draw_consequences
from surveys.given import Given, checked, given_in
from surveys.limits import VERSIONS
from surveys.models import Question, State, Survey, SurveyAnswer
from tenants.outbox import announce


def answer(survey: Survey, given: Given, *, at: datetime) -> SurveyAnswer:
    """Records the answer as a new version, and what follows from it; the same again changes nothing.

    `at` is an aware UTC instant. Raises Incomplete for what is no answer, Refused for a survey that is over.
    """
    with transaction.atomic():
        survey = Survey.objects.select_for_update(of=("self",), no_key=True).select_related("vendor", "case").get(
            pk=survey.pk
        )  # fmt: skip
        _demand_open(survey, at)
        given = checked(given)
        last = survey.answers.order_by("-number").first()
        if last and given_in(last) == given:
            return last
        number = last.number + 1 if last else 1
        if number > VERSIONS:
            raise Refused(_("This answer was changed very often. The last one counts."))
        made = SurveyAnswer.objects.create(
            vendor_id=survey.vendor_id, membership_id=survey.membership_id, survey=survey, number=number,
            at=max(at, last.at) if last else at, **asdict(given),
        )  # fmt: skip
        _count(survey, made)
        draw_consequences(survey, made, before=last)
        return made


def _demand_open(survey: Survey, at: datetime) -> None:
    if survey.state == State.WITHDRAWN:
        raise Refused(_("The case was opened again meanwhile, so this survey is closed."))
    if not survey.takes_answers(at):
        raise Refused(_("The time to answer this survey is over."))


def _count(survey: Survey, made: SurveyAnswer) -> None:
    """The last answer counts; the first one is told, and ends the reminding."""
    if survey.answered_at is None:
        survey.answered_at = made.at
        announce("survey.answered", survey, made.at)
    survey.changed_at, survey.remind_at = made.at, None
    for question in Question:
        setattr(survey, question.value, made.rating(question))
    survey.save(update_fields=["answered_at", "changed_at", "remind_at", *Question.values])
