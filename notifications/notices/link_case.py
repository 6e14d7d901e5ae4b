"""An incident explains a case: it is answered when the incident ends. The case's log says so to the vendor's side."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases.changing import changing
from cases.models import Audience, Case, CaseEvent, EventKind
from cases.refusals import Refused
from notifications.models import Notice, NoticeCase, NoticeKind, NoticeState
from notifications.notices.locking import locked
from tenants.models import Membership


@transaction.atomic
def link_case(notice: Notice, case: Case, *, by: Membership, at: datetime) -> CaseEvent | None:
    """None where it is linked already. Raises Refused for what is no running incident, and for a closed case."""
    notice = locked(notice)
    if notice.kind != NoticeKind.INCIDENT or notice.state != NoticeState.RUNNING:
        raise Refused(_("Only an incident that goes on can explain a case."), field="notice")
    with changing(case, by=by, at=at) as change:
        row = {"vendor_id": notice.vendor_id, "notice": notice, "case": change.case}
        _link, new = NoticeCase.objects.get_or_create(**row, defaults={"by": by, "at": change.at})
        return change.record(EventKind.LINKED, audience=Audience.INTERNAL, notice=notice.pk) if new else None
