"""Closed cases and their surveys, by the product's own verbs and sweeps."""

from datetime import datetime, timedelta

from cases.models import Case
from cases.verbs.assign_owner import assign_owner
from cases.verbs.close import close
from notifications.telling import sweep_announcements
from surveys.given import Given
from surveys.models import FollowUp, Survey, SurveyAnswer
from surveys.sweeping import sweep_invitations
from surveys.tokens import token_of
from surveys.verbs.answer import answer
from tenants.scope import working
from tests.cast import TUESDAY, House, Organisation, submitted

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Submitted at 10:00 in Berlin, closed at 11:00, asked at 12:00: the vendor's delay is a business hour.
CLOSED = TUESDAY + HOUR
ASKED = TUESDAY + 2 * HOUR
ENDS = ASKED + 14 * DAY


def closed(house: House, organisation: Organisation, at: datetime = TUESDAY, **changes) -> Case:
    """A case that the agent owned and closed an hour after `at`; the closing is told."""
    case = submitted(organisation, at=at, **changes)
    with working(house.vendor):
        assign_owner(case, house.agent, by=house.agent, at=at)
        close(case, by=house.agent, at=at + HOUR)
    sweep_announcements(at + HOUR)
    return case


def surveyed(house: House, organisation: Organisation, at: datetime = TUESDAY, **changes) -> Survey:
    """The open survey of such a case."""
    case = closed(house, organisation, at, **changes)
    sweep_invitations(at + 2 * HOUR)
    return survey_of(case)


def survey_of(case: Case, closing: int = 1) -> Survey:
    with working(case.vendor_id):
        return Survey.objects.select_related("vendor", "case").get(case=case, closing=closing)


def answered(survey: Survey, at: datetime = ASKED, **given) -> SurveyAnswer:
    with working(survey.vendor_id):
        return answer(survey, Given(**given), at=at)


def fresh(survey: Survey) -> Survey:
    return survey_of(survey.case, survey.closing)


def answers(survey: Survey) -> list[SurveyAnswer]:
    with working(survey.vendor_id):
        return list(SurveyAnswer.objects.filter(survey=survey).order_by("number"))


def follow_ups(survey: Survey) -> list[FollowUp]:
    with working(survey.vendor_id):
        return list(FollowUp.objects.filter(survey=survey).order_by("pk"))


def address(survey: Survey, slug: str = "revalize") -> str:
    return f"/{slug}/survey/{token_of(survey)}/"
