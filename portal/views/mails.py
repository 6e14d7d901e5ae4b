"""The vendor's mails: what failed and why, what waits; an administrator has them sent again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from notifications.mail.retrying import retry as send_again
from notifications.mail.retrying import standing
from notifications.models import Channel, Delivery, State
from portal.gates import Door, vendor_side
from portal.mail_subjects import with_subjects
from portal.permissions import Act
from portal.typed import is_id

PAGE = 50
SHOWN = {
    "failed": [State.FAILED],
    "waiting": [State.WAITING, State.SENDING, State.HELD],
    "sent": [State.SENT, State.BUNDLED, State.DROPPED],
}


@vendor_side
@require_GET
def mails(request: HttpRequest) -> HttpResponse:
    """?show= failed (default), waiting or sent; ?before= a row's id for older ones. No address is shown (R44)."""
    door: Door = request.door  # type: ignore[attr-defined]
    door.require(Act.SEE_MAILS)
    show = request.GET.get("show", "failed")
    show = show if show in SHOWN else "failed"
    rows = Delivery.objects.filter(channel=Channel.EMAIL, state__in=SHOWN[show]).order_by("-id")
    before = request.GET.get("before", "")
    if is_id(before):
        rows = rows.filter(pk__lt=int(before))
    found = list(rows.prefetch_related("membership__partner", "case")[: PAGE + 1])
    context = {
        "rows": with_subjects(found[:PAGE], door.vendor.slug),
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        "show": show,
        "standing": standing(),
        "first": not before,
    }
    return render(request, "portal/mails/page.html", context)


@vendor_side
@require_POST
def retry(request: HttpRequest) -> HttpResponse:
    """POST delivery: an id, or "all" for every failed one."""
    door: Door = request.door  # type: ignore[attr-defined]
    door.require(Act.SEE_MAILS)
    wanted = request.POST.get("delivery", "")
    rows = Delivery.objects.filter(pk=int(wanted)) if is_id(wanted) else Delivery.objects.all()
    count = send_again(rows, at=door.now) if is_id(wanted) or wanted == "all" else 0
    if count:
        words = ngettext("%(count)d mail is sent again now.", "%(count)d mails are sent again now.", count)
        messages.success(request, words % {"count": count})
    else:
        messages.warning(request, _("Nothing was left to send again."))
    return redirect("mails", door.vendor.slug)
