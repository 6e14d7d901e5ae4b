"""To whom an answer was mailed: what left the house cannot be blanked, so it is named."""

from collections.abc import Iterable
from datetime import datetime

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
    # One question that the partial index answers; an id that both kinds have is told apart below.
    mails = Delivery.objects.filter(channel=Channel.EMAIL, subject__in=["followup", "feedbackshare"])
    sent = mails.filter(subject_id__in=[*tasks, *shares], state__in=[State.SENT, State.SENDING])
    found: dict[int, list[tuple[str, datetime]]] = {}
    for row in sent.select_related("membership").order_by("pk"):
        survey = (tasks if row.subject == "followup" else shares).get(row.subject_id)
        if survey is not None:
            found.setdefault(survey, []).append((row.membership.name, row.sent_at or row.at))
    return found
