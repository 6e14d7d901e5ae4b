"""Blanks a comment of an answer: a pasted password, a person's data. The ratings stay, and that it was there."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases.changing import changing
from cases.models import Audience, EventKind
from cases.refusals import Refused
from surveys.limits import REASON
from surveys.models import CommentRemoval, Question, Survey
from tenants.models import Membership


def remove_comment(
    survey: Survey, question: Question, *, by: Membership, at: datetime, reason: str
) -> CommentRemoval | None:
    """Removes the words on one question from every version of the answer; None where there are none.

    Leaves a row with the reason, and an event on the case. Raises Refused without a reason.
    """
    field, why = f"{question}_comment", " ".join(reason.split())
    if not why or len(why) > REASON:
        raise Refused(_("Say why, in up to %(limit)d characters.") % {"limit": REASON}, field="reason")
    with transaction.atomic():
        # The lock that an answer takes: a version that comes meanwhile waits, and has its own words.
        locked = Survey.objects.select_for_update(of=("self",), no_key=True).select_related("case").get(pk=survey.pk)
        if not locked.answers.exclude(**{field: ""}).update(**{field: ""}):
            return None
        with changing(locked.case, by=by, at=at) as change:
            change.record(EventKind.REDACTED, audience=Audience.INTERNAL, survey=locked.pk, question=question.value)
        return CommentRemoval.objects.create(
            vendor_id=locked.vendor_id, membership_id=locked.membership_id, survey=locked, question=question,
            at=at, by=by, reason=why,
        )  # fmt: skip
