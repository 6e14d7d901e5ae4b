"""What follows from an answer: a task for the managers (R42), and departments that are shown it (R43)."""

from collections.abc import Iterator

from cases.models import CaseEvent, EventKind
from surveys.due import due_after
from surveys.models import FeedbackShare, FollowUp, Outcome, Question, Reason, Survey, SurveyAnswer
from surveys.terms import Rule, SurveyTerms, terms_for
from tenants.outbox import announce


def draw_consequences(survey: Survey, made: SurveyAnswer, *, before: SurveyAnswer | None) -> None:
    """For the new version of an answer, inside its verb: the survey's row is locked. `before` is the version it
    replaces.
    """
    terms = terms_for(survey)
    was, is_now = _reason(before, terms), _reason(made, terms)
    if was != is_now:
        # A call also speaks of the ratings: one task at a time.
        survey.follow_ups.waiting().update(done_at=made.at, outcome=Outcome.WITHDRAWN)
        if is_now:
            _ask_for(survey, made, is_now, terms)
    for department in dict.fromkeys(_departments(survey, made, terms)):
        share, is_new = FeedbackShare.objects.get_or_create(
            vendor_id=survey.vendor_id, survey=survey, department=department, defaults={"at": made.at}
        )
        if is_new:
            announce("survey.shared", share, made.at)


def _reason(answer: SurveyAnswer | None, terms: SurveyTerms) -> Reason | None:
    if answer is None:
        return None
    if answer.call_wished:
        return Reason.CALL
    return Reason.LOW_RATING if _is_low(answer, terms.low) else None


def _is_low(answer: SurveyAnswer, low: int) -> bool:
    return any(rating is not None and rating <= low for rating in map(answer.rating, Question))


def _ask_for(survey: Survey, made: SurveyAnswer, reason: Reason, terms: SurveyTerms) -> None:
    follow_up = FollowUp.objects.create(
        vendor_id=survey.vendor_id,
        survey=survey,
        reason=reason,
        at=made.at,
        due_at=due_after(survey.case, made.at, terms.follow_up),
    )
    announce("survey.follow_up", follow_up, made.at)


def _departments(survey: Survey, made: SurveyAnswer, terms: SurveyTerms) -> Iterator[str]:
    return (rule.to for rule in terms.sharing if _holds(rule, survey, made))


def _holds(rule: Rule, survey: Survey, made: SurveyAnswer) -> bool:
    if rule.question:
        rating = made.rating(Question(rule.question))
        if rating is None or rating > rule.at_most:
            return False
    if rule.case_type and survey.case.case_type != rule.case_type:
        return False
    return not rule.referred or _was_referred(survey, rule.to)


def _was_referred(survey: Survey, department: str) -> bool:
    referrals = CaseEvent.objects.filter(case=survey.case_id, kind=EventKind.REFERRED)
    return referrals.filter(data__department=department).exists()
