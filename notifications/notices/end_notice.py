"""A notice ends: at its instant by the sweep, or when somebody ends it. An incident answers its cases."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases.refusals import Refused
from cases.words import checked_text
from notifications.models import Notice, NoticeCase, NoticeKind, NoticeState
from notifications.notices.answer_cases import Outcome, answer_cases
from notifications.notices.locking import locked
from tenants.models import Membership
from tenants.outbox import announce


@transaction.atomic
def end_notice(notice: Notice, *, by: Membership | None, at: datetime, answer: str = "") -> Outcome | None:
    """Ends a running notice; None where it is over already.

    The linked cases of an incident get `answer` as a message of `by`, a real answer of a person: what became of
    each stands in the outcome. Raises Refused where there are such cases and no answer, before it has begun
    (withdraw it), and for support's hours, which end by themselves.
    """
    notice = locked(notice)
    if notice.is_over:
        return None
    if notice.state != NoticeState.RUNNING:
        raise Refused(_("It has not begun: withdraw it."))
    if by is not None and notice.kind == NoticeKind.AVAILABILITY:
        raise Refused(_("Support’s hours end by themselves: clocks go by them."))
    if NoticeCase.objects.filter(notice=notice, event=None).exists() and by is not None:
        notice.answer = checked_text(answer, field="answer")
    notice.state, notice.ended_by = NoticeState.ENDED, by
    notice.ended_at = at if by is not None else notice.ends_at
    notice.save()
    assert notice.current is not None
    announce("notice.ended", notice.current, notice.ended_at or at)
    return answer_cases(notice, by=by, at=at) if by is not None else Outcome()
