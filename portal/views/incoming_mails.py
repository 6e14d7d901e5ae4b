"""Mails that came in, for administrators: what became of each and why; one that failed is tried again by hand."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from notifications.inbound import bouncing, handling, looking
from notifications.models import DeadAddress, Inbound, InboundMail
from portal.gates import Door, vendor_side
from portal.permissions import Act
from portal.typed import is_id

PAGE = 50


@vendor_side
@require_GET
def incoming_mails(request: HttpRequest) -> HttpResponse:
    """?state= one of Inbound's; ?before= a row's id for older ones."""
    door: Door = request.door  # type: ignore[attr-defined]
    door.require(Act.SEE_MAILS)
    state, before = request.GET.get("state", ""), request.GET.get("before", "")
    state = state if state in Inbound.values else ""
    rows = InboundMail.objects.filter(vendor=door.vendor).order_by("-id")
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(pk__lt=int(before)) if is_id(before) else rows
    found = list(rows.prefetch_related("membership__partner", "case")[: PAGE + 1])
    counts = looking.counts()
    context = {
        "rows": found[:PAGE],
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        "state": state,
        "states": [(value, label, counts[value]) for value, label in Inbound.choices],
        "total": sum(counts.values()),
        "mailboxes": looking.mailboxes(),
        "dead": looking.dead_addresses(),
        "retried": handling.RETRIED,
    }
    return render(request, "portal/mails/incoming.html", context)


@vendor_side
@require_POST
def retry(request: HttpRequest, mail: int) -> HttpResponse:
    door: Door = request.door  # type: ignore[attr-defined]
    door.require(Act.SEE_MAILS)
    found = InboundMail.objects.filter(vendor=door.vendor, pk=mail).first()
    if found is None:
        raise Http404
    if handling.retry(found):
        messages.success(request, _("The mail is looked at again in a moment."))
    else:
        messages.warning(request, _("This mail cannot be tried again: it is filed, or no longer kept."))
    return redirect("incoming_mails", door.vendor.slug)


@vendor_side
@require_POST
def start_again(request: HttpRequest, address: int) -> HttpResponse:
    """Mails go to a person again whose address had stopped working."""
    door: Door = request.door  # type: ignore[attr-defined]
    door.require(Act.SEE_MAILS)
    found = DeadAddress.objects.filter(vendor=door.vendor, pk=address).select_related("membership").first()
    if found is None:
        raise Http404
    bouncing.start_again(found)
    messages.success(request, _("Mails go to %(name)s again.") % {"name": found.membership.name})
    return redirect("incoming_mails", door.vendor.slug)
