"""Who hears of surveys: the contact is asked, owner and managers hear what came back, departments what is shared."""

from collections.abc import Iterator

from cases.models import CaseEvent
from notifications.audience import department, managers
from notifications.hearers import Hearer, Telling
from notifications.models import Channel, Why
from surveys.models import FeedbackShare, FollowUp, Survey
from surveys.verbs.plan_survey import plan_survey
from surveys.verbs.withdraw_surveys import withdraw_surveys
from tenants.models import Announcement, Membership
from tenants.roles import Role

_BELL = frozenset({Channel.PORTAL})


def ask_how_it_went(announcement: Announcement) -> None:
    """A case was closed (R40)."""
    plan_survey(_event(announcement))


def ask_no_more(announcement: Announcement) -> None:
    """A case was opened again."""
    withdraw_surveys(_event(announcement))


def _event(announcement: Announcement) -> CaseEvent:
    found = CaseEvent.objects.select_related("case__vendor", "case__contact")
    return found.get(pk=announcement.subject_id)


def tell_survey(announcement: Announcement) -> Telling:
    """The teller of `survey.invited`, `survey.reminded` (the contact's) and `survey.answered` (the owner's)."""
    survey = Survey.objects.select_related("case", "membership", "owner").get(pk=announcement.subject_id)
    return Telling(list(_hearers(announcement.kind, survey)), case=survey.case)


def _hearers(kind: str, survey: Survey) -> Iterator[Hearer]:
    if kind == "survey.answered":
        if survey.owner and survey.owner.active:
            yield Hearer(survey.owner, Why.OWNER, _BELL)
    elif survey.membership.active and survey.answered_at is None:
        yield Hearer(survey.membership, Why.CONTACT)


def tell_follow_up(announcement: Announcement) -> Telling:
    """The teller of `survey.follow_up`: the support managers, and where there is none the administrators (R42)."""
    follow_up = FollowUp.objects.select_related("survey__case").get(pk=announcement.subject_id)
    leaders = list(managers()) or [(person, Why.LEAD) for person in _administrators()]
    return Telling([Hearer(person, why) for person, why in leaders], case=follow_up.survey.case)


def _administrators():
    return Membership.objects.active().of_vendor_side().filter(role=Role.ADMINISTRATOR)


def tell_share(announcement: Announcement) -> Telling:
    """The teller of `survey.shared`: the people of the department (R43)."""
    share = FeedbackShare.objects.select_related("survey__case").get(pk=announcement.subject_id)
    return Telling([Hearer(person, why) for person, why in department(share.department)], case=share.survey.case)
