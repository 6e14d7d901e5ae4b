"""Mails that belong to no vendor, for the operator: looked at, given to a vendor, or discarded with a reason."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from notifications.inbound import unclaimed
from portal.forms.unclaimed import DiscardForm, GiveForm
from portal.gates import operator_door
from portal.typed import is_id

PAGE = 25
SHOWS = ("open", "aside", "judged")


@require_safe
@never_cache
@operator_door
def operator_mails(request: HttpRequest, now: datetime) -> HttpResponse:
    """?show= open, aside or judged; ?before= a row's id for older ones."""
    show, before = request.GET.get("show", ""), request.GET.get("before", "")
    show = show if show in SHOWS else "open"
    rows = unclaimed.listed(show, int(before) if is_id(before) else None, PAGE + 1)
    context = {
        "rows": rows[:PAGE],
        "older": rows[PAGE - 1].row.pk if len(rows) > PAGE else None,
        "show": show,
        "counts": unclaimed.counts(),
        "days": settings.MAIL_KEEP_DAYS,
        "most": settings.MAIL_KEEP_UNKNOWN,
    }
    return render(request, "portal/operator/mails.html", context)


@require_safe
@never_cache
@operator_door
def operator_mail(request: HttpRequest, now: datetime, mail: int) -> HttpResponse:
    return _page(request, mail)


@require_POST
@operator_door
def give(request: HttpRequest, now: datetime, mail: int) -> HttpResponse:
    """POST vendor: its id. The mail is handled as that vendor's with the next sweep."""
    form = GiveForm(unclaimed.vendors(), request.POST)
    if not form.is_valid():
        return _page(request, mail, give=form)
    if unclaimed.give(mail, form.cleaned_data["vendor"], by=request.user, at=now):  # type: ignore[arg-type]
        messages.success(request, _("The mail is handled as this vendor's in a moment."))
    else:
        messages.warning(request, _("This mail is no longer here, or no longer kept."))
    return redirect("operator_mails")


@require_POST
@operator_door
def discard(request: HttpRequest, now: datetime, mail: int) -> HttpResponse:
    """POST reason."""
    form = DiscardForm(request.POST)
    if not form.is_valid():
        return _page(request, mail, discard=form)
    if unclaimed.discard(mail, form.cleaned_data["reason"], by=request.user, at=now):  # type: ignore[arg-type]
        messages.success(request, _("The mail is discarded. It stays readable until it is removed."))
    else:
        messages.warning(request, _("This mail is no longer here, or was discarded before."))
    return redirect("operator_mails")


def _page(request: HttpRequest, mail: int, give: GiveForm | None = None, discard: DiscardForm | None = None):
    found = unclaimed.opened(mail)
    if found is None:
        raise Http404
    context = {
        "opened": found,
        "row": found.mail.row,
        "give": give or GiveForm(unclaimed.vendors()),
        "discard": discard or DiscardForm(),
        "done": found.mail.row.reason == "discarded",
    }
    refused = bool((give and give.errors) or (discard and discard.errors))
    return render(request, "portal/operator/mail.html", context, status=422 if refused else 200)
