"""Letters on surveys: the invitation, a follow-up for managers, feedback that is shared."""

from typing import Any

from django.utils.translation import gettext as _

from notifications.mail import addresses, links
from notifications.mail.letters import Letter
from notifications.models import Delivery
from notifications.survey_wording import follow_up_title, survey_title
from surveys.models import FeedbackShare, FollowUp, Question, Survey
from surveys.wording import SCALE, said
from tenants.models import Membership


def write_survey(delivery: Delivery) -> Letter | None:
    """The invitation and the reminder (R40); None where the survey takes no answer any more, or has one."""
    survey = _askable(delivery)
    if survey is None:
        return None
    link = links.survey_page(survey, delivery.membership.vendor.slug)
    # What a click chooses is only chosen on the page, and sent there: scanners follow every link of a mail.
    marks = [{"number": number, "word": word, "link": f"{link}?service={number}"} for number, word in SCALE.items()]
    context = {
        "case": survey.case,
        "title": survey_title(delivery.kind),
        "reminded": delivery.kind == "survey.reminded",
        "question": Question.SERVICE.label,
        "marks": marks,
        "until": survey.expires_at,
        "link": link,
        "why": _("You submitted this case, and it was closed."),
    }
    return Letter("survey", context, thread=addresses.thread_id(survey.case))


def _askable(delivery: Delivery) -> Survey | None:
    survey = Survey.objects.select_related("case").filter(pk=delivery.subject_id).first()
    at = delivery.send_at or delivery.at
    if survey is None or survey.answered_at is not None or not survey.takes_answers(at):
        return None
    return survey


def write_follow_up(delivery: Delivery) -> Letter | None:
    """To the managers: who wants a call, or what was rated low; None once it is done."""
    found = FollowUp.objects.select_related("survey__case__partner", "survey__membership")
    follow_up = found.filter(pk=delivery.subject_id).first()
    if follow_up is None or follow_up.done_at:
        return None
    context = {
        "title": follow_up_title(follow_up),
        "follow_up": follow_up,
        "link": f"{links.page('feedback', delivery.membership.vendor.slug)}#follow-up-{follow_up.pk}",
        **_feedback(follow_up.survey),
    }
    return Letter("follow_up", context)


def write_feedback(delivery: Delivery) -> Letter | None:
    """To a department with which it is shared (R43)."""
    found = FeedbackShare.objects.select_related("survey__case__partner", "survey__membership")
    share = found.filter(pk=delivery.subject_id).first()
    if share is None:
        return None
    context = {
        "title": survey_title(delivery.kind),
        "link": links.page("feedback", delivery.membership.vendor.slug),
        "why": _("Feedback like this is shared with your department."),
        **_feedback(share.survey),
    }
    return Letter("follow_up", context)


def _feedback(survey: Survey) -> dict[str, Any]:
    last = survey.answers.order_by("-number").first()
    words = said(last, survey.removals.all()) if last else []
    return {"case": survey.case, "contact": survey.membership, "answer": last, "said": words}


def digest_line(delivery: Delivery, reader: Membership) -> dict[str, Any] | None:
    """A survey's line in a digest: {"title", "at", "link"}; None for what is over, and for other subjects."""
    slug = reader.vendor.slug
    if delivery.subject == "survey" and (survey := _askable(delivery)):
        title, link = survey_title(delivery.kind), links.survey_page(survey, slug)
    elif delivery.subject == "followup" and (follow_up := FollowUp.objects.filter(pk=delivery.subject_id).first()):
        title, link = follow_up_title(follow_up), links.page("feedback", slug)
    elif delivery.subject == "feedbackshare":
        title, link = survey_title(delivery.kind), links.page("feedback", slug)
    else:
        return None
    return {"title": title, "at": delivery.at, "link": link}
