"""A notice ends: at its instant by the sweep, or when somebody ends it. An incident answers its cases."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases.refusals import Refused
from notifications.models import Notice, NoticeCase, NoticeKind, NoticeState
from notifications.notices.answer_cases import Outcome, answer_cases
from notifications.notices.answers import Answers, checked_answers
from notifications.notices.locking import locked
from tenants.models import Membership
from tenants.outbox import announce

NOTHING = Answers()


@transaction.atomic
def end_notice(
    notice: Notice,
    *,
    by: Membership | None,
    at: datetime,
    answers: Answers = NOTHING,
    one_for_all: bool = False,
) -> Outcome | None:
    """Ends a running notice; None where it is over already.

    The linked cases of an incident get their answer as a message of `by`, a real answer of a person, each in the
    language of its contact: what became of each stands in the outcome. Raises Incomplete where contacts read a
    language in which there is no text (with one_for_all: in which there is none at all), and Refused before it has
    begun (withdraw it), and for support's hours, which end by themselves.
    """
    notice = locked(notice)
    if notice.is_over:
        return None
    if notice.state != NoticeState.RUNNING:
        raise Refused(_("It has not begun: withdraw it."))
    if by is not None and notice.kind == NoticeKind.AVAILABILITY:
        raise Refused(_("Support’s hours end by themselves: clocks go by them."))
    links = list(NoticeCase.objects.filter(notice=notice, event=None).select_related("case__contact"))
    if links and by is not None:
        checked = checked_answers(answers, links, one_for_all=one_for_all)
        notice.answer_en, notice.answer_de = checked.en, checked.de
    notice.state, notice.ended_by = NoticeState.ENDED, by
    notice.ended_at = at if by is not None else notice.ends_at
    notice.save()
    assert notice.current is not None
    announce("notice.ended", notice.current, notice.ended_at or at)
    return answer_cases(notice, by=by, at=at) if by is not None else Outcome()
