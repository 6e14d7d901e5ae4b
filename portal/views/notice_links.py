"""A case and the incident that explains it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.refusals import Refused
from notifications.models import Notice
from notifications.notices.link_case import link_case
from notifications.notices.unlink_case import unlink_case
from portal.forms.case_acts import IncidentForm
from portal.gates import Door, vendor_side
from portal.permissions import Act
from portal.typed import is_id
from portal.views.case import again
from portal.views.case_acts import page_of


@vendor_side
@require_POST
def link(request: HttpRequest, number: int) -> HttpResponse:
    """POST notice (its id), act (link or unlink): the case is answered when that incident ends."""
    door: Door = request.door  # type: ignore[attr-defined]
    case = door.case(number)
    door.require(Act.LINK_INCIDENT)
    form = IncidentForm("incident", request.POST)
    form.full_clean()
    word = request.POST.get("notice", "")
    try:
        notice = Notice.objects.published().filter(pk=int(word)).first() if is_id(word) else None
        if notice is None:
            raise Refused(_("Choose the incident."), field="notice")
        verb = unlink_case if request.POST.get("act") == "unlink" else link_case
        with door.working():
            event = verb(notice, case, by=door.membership, at=door.now)
    except Refused as refused:
        form.add_refused(refused.reason, refused.field)
        return again(request, case, bound={"incident": form})
    if event is None:
        messages.info(request, _("It was so already. Nothing was changed."))
    elif event.kind == "linked":
        messages.success(request, _("The case is linked. It is answered when the incident ends."))
    else:
        messages.success(request, _("The case is no longer linked."))
    return redirect(page_of(request, number))
