"""What is published is corrected by a new version, or taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.refusals import Incomplete, Refused
from notifications.models import NoticeState
from notifications.notices.correct_notice import correct_notice
from notifications.notices.withdraw_notice import withdraw_notice
from portal.forms.notice_correction import CorrectionForm
from portal.gates import vendor_side
from portal.views.notices import find_to_tell


@vendor_side
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, notice: int) -> HttpResponse:
    """GET: the words as they are. POST: a new version, told again only if the author says so."""
    door, found = find_to_tell(request, notice)
    form = CorrectionForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with door.working():
                version = correct_notice(
                    found, form.wording(), by=door.membership, at=door.now, starts_at=given.get("starts_at"),
                    ends_at=given.get("ends_at"), announced=given["announced"],
                )  # fmt: skip
            messages.success(request, _("The correction is shown.") if version else _("Nothing was changed."))
            return redirect("notice", door.vendor.slug, found.pk)
        except (Incomplete, Refused) as refused:
            form.add_refused(refused)
    form.mark_required()
    context = {"form": form, "notice": found, "back_url": reverse("notice", args=[door.vendor.slug, found.pk])}
    return render(request, "portal/notices/correct.html", context, status=422 if form.errors else 200)


@vendor_side
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, notice: int) -> HttpResponse:
    """GET asks, POST throws a draft away or tells that a published notice is void."""
    door, found = find_to_tell(request, notice)
    draft = found.state == NoticeState.DRAFT
    if request.method == "POST":
        try:
            with door.working():
                withdraw_notice(found, by=door.membership, at=door.now)
        except Refused as refused:
            messages.warning(request, str(refused))
            return redirect("notice", door.vendor.slug, found.pk)
        messages.success(request, _("The draft is gone.") if draft else _("The notice is withdrawn."))
        return redirect("notices", door.vendor.slug) if draft else redirect("notice", door.vendor.slug, found.pk)
    effects = [{"icon": "trash", "text": _("Nobody has seen it, and nobody is told.")}]
    if not draft:
        effects = [{"icon": "megaphone", "text": _("Everybody whom it reached is told that it no longer holds.")}]
        if found.hours:
            effects.append({"icon": "clock", "text": _("Clocks go by the usual hours again; due times move back.")})
    context = {
        "title": _("Throw this draft away?") if draft else _("Withdraw this notice?"),
        "lead": found.current.title if found.current else "",
        "effects": effects,
        "submit": _("Throw it away") if draft else _("Withdraw it"),
        "danger": True,
        "back_url": reverse("notice", args=[door.vendor.slug, found.pk]),
    }
    return render(request, "portal/confirm.html", context)
