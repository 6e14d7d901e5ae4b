"""An incident does not explain a case after all."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases.changing import changing
from cases.models import Audience, Case, CaseEvent, EventKind
from cases.refusals import Refused
from notifications.models import Notice, NoticeCase
from notifications.notices.locking import locked
from tenants.models import Membership


@transaction.atomic
def unlink_case(notice: Notice, case: Case, *, by: Membership, at: datetime) -> CaseEvent | None:
    """None where it is not linked. Raises Refused where the incident has answered the case already."""
    notice = locked(notice)
    with changing(case, by=by, at=at) as change:
        link = NoticeCase.objects.filter(notice=notice, case=change.case).first()
        if link is None:
            return None
        if link.event_id is not None:
            raise Refused(_("The incident has answered this case already."), field="notice")
        link.delete()
        return change.record(EventKind.UNLINKED, audience=Audience.INTERNAL, notice=notice.pk)
