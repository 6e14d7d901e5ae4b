"""To whom an answer was mailed: what left the house cannot be blanked, so it is named."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from notifications.models import Channel, Delivery, State
from surveys.models import FeedbackShare, FollowUp, Survey


def mailed_to(surveys: Iterable[Survey | int]) -> dict[int, list[tuple[str, datetime]]]:
    """By the survey's id the name and instant (aware UTC) of each mail with its comments, in the vendor's scope.

    One that is being sent counts: its text may be on its way.
    """
    wanted = [survey if isinstance(survey, int) else survey.pk for survey in surveys]
    tasks = dict(FollowUp.objects.filter(survey__in=wanted).values_list("pk", "survey"))
    shares = dict(FeedbackShare.objects.filter(survey__in=wanted).values_list("pk", "survey"))
    if not (tasks or shares):
        return {}
    of_feedback = Q(subject="followup", subject_id__in=list(tasks)) | Q(
        subject="feedbackshare", subject_id__in=list(shares)
    )
    sent = Delivery.objects.filter(
        of_feedback, channel=Channel.EMAIL, state__in=[State.SENT, State.SENDING]
    ).select_related("membership")
    found: dict[int, list[tuple[str, datetime]]] = {}
    for row in sent.order_by("pk"):
        survey = tasks[row.subject_id] if row.subject == "followup" else shares[row.subject_id]
        found.setdefault(survey, []).append((row.membership.name, row.sent_at or row.at))
    return found
