"""Cases and the incident that explains them: what is offered, and many at once."""

from collections.abc import Sequence

from cases.models import Case
from cases.refusals import Refused
from notifications.models import Notice, NoticeKind
from notifications.notices.link_case import link_case
from portal.desk.bulk import Outcome
from portal.gates import Door


def running_incidents() -> list[Notice]:
    """With their words; in the vendor's scope."""
    return list(Notice.objects.running().filter(kind=NoticeKind.INCIDENT).select_related("current"))


def linked_to(case: Case) -> list[Notice]:
    """The incidents that a case is linked with, the newest first."""
    linked = Notice.objects.filter(links__case=case).select_related("current")
    return list(linked.order_by("-pk"))


def link_all(numbers: Sequence[int], notice: Notice, door: Door) -> Outcome:
    """Each by itself, so that one refusal leaves the others done."""
    outcome = Outcome()
    for case in Case.objects.filter(number__in=numbers).order_by("pk"):
        try:
            with door.working():
                event = link_case(notice, case, by=door.membership, at=door.now)
        except Refused as refused:
            outcome.refused.append((case.number or 0, refused.reason))
        else:
            (outcome.done if event else outcome.same).append(case.number or 0)
    return outcome
