"""The desk's acts on notices: draft, publish, correct, end, withdraw. Each calls one verb behind the door."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from cases.models import Status
from cases.refusals import Incomplete, Refused
from contacts.models import Product, Region
from notifications.models import Notice, NoticeCase, NoticeState
from notifications.notices.answer_cases import Outcome, answer_cases
from notifications.notices.correct_notice import correct_notice
from notifications.notices.draft_notice import draft_notice
from notifications.notices.end_notice import end_notice
from notifications.notices.publish_notice import publish_notice
from notifications.notices.withdraw_notice import withdraw_notice
from portal.forms.notice import CorrectionForm, EndForm, NoticeForm, WordingForm, initial_of
from portal.gates import Door, vendor_side
from portal.notices.acting import kinds_for, require_tell
from portal.notices.wording import plans_of
from portal.permissions import Act
from portal.views.notices import find
from tenants.models import Partner

TOLD = 5  # cases that could not be answered, told one by one; the page holds all


@vendor_side
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """GET: an empty form. POST: a draft, and its page, which shows what publishing would do."""
    door: Door = request.door  # type: ignore[attr-defined]
    door.require(Act.WRITE_NOTICES)
    return _draft(request, door, None)


@vendor_side
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, notice: int) -> HttpResponse:
    door: Door = request.door  # type: ignore[attr-defined]
    door.require(Act.WRITE_NOTICES)
    found = find(door, notice)
    require_tell(door, found.kind)
    if found.state != NoticeState.DRAFT:
        return redirect("notice", door.vendor.slug, found.pk)
    return _draft(request, door, found)


def _draft(request: HttpRequest, door: Door, notice: Notice | None) -> HttpResponse:
    given = request.POST if request.method == "POST" else None
    form = NoticeForm(_offer(door), given, initial=initial_of(notice) if notice else None)
    if given is not None and form.is_valid():
        wanted = form.wanted()
        if wanted.kind:
            require_tell(door, wanted.kind)
        try:
            with door.working():
                saved = draft_notice(wanted, by=door.membership, at=door.now, notice=notice)
            return redirect("notice", door.vendor.slug, saved.pk)
        except (Incomplete, Refused) as refused:
            _refuse(form, refused)
    return _form_page(request, door, form, notice)


def _form_page(request: HttpRequest, door: Door, form: NoticeForm, notice: Notice | None) -> HttpResponse:
    form.mark_required()
    back = (
        reverse("notice", args=[door.vendor.slug, notice.pk]) if notice else reverse("notices", args=[door.vendor.slug])
    )
    context = {"form": form, "notice": notice, "back_url": back}
    return render(request, "portal/notices/form.html", context, status=422 if form.errors else 200)


def _offer(door: Door) -> dict:
    return {
        "kind": kinds_for(door),
        "products": list(Product.objects.filter(active=True).values_list("code", "name")),
        "plans": plans_of(door.vendor),
        "regions": [(region.code, region.name) for region in Region.objects.all()],
        "partners": list(Partner.objects.order_by("name").values_list("pk", "name")),
    }


@vendor_side
@require_POST
def publish(request: HttpRequest, notice: int) -> HttpResponse:
    """Publishes a draft; what keeps it from being told comes back at its field."""
    door, found = _found(request, notice)
    try:
        with door.working():
            done = publish_notice(found, by=door.membership, at=door.now)
    except (Incomplete, Refused) as refused:
        form = NoticeForm(_offer(door), _posted(found))
        form.full_clean()
        _refuse(form, refused)
        return _form_page(request, door, form, found)
    words = _("It is published.") if done else _("It was so already. Nothing was changed.")
    messages.success(request, words)
    return redirect("notice", door.vendor.slug, found.pk)


def _posted(notice: Notice) -> dict:
    """A draft as if its form had been sent, so that errors stand at its fields."""
    form = NoticeForm({}, initial=initial_of(notice))
    return {
        bound.name: bound.field.prepare_value(bound.field.widget.format_value(bound.initial))
        if not isinstance(bound.initial, list)
        else bound.initial
        for bound in form
        if bound.initial is not None
    }


@vendor_side
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, notice: int) -> HttpResponse:
    """GET: the words as they are. POST: a new version, told again only if the author says so."""
    door, found = _found(request, notice)
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
            _refuse(form, refused)
    form.mark_required()
    context = {"form": form, "notice": found, "back_url": reverse("notice", args=[door.vendor.slug, found.pk])}
    return render(request, "portal/notices/correct.html", context, status=422 if form.errors else 200)


@vendor_side
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, notice: int) -> HttpResponse:
    """GET asks, and says what is written to how many. POST ends it; what could not be answered is told."""
    door, found = _found(request, notice)
    links = list(NoticeCase.objects.filter(notice=found, event=None).select_related("case__partner"))
    form = EndForm(request.POST if request.method == "POST" else None) if links else None
    if request.method == "POST" and (form is None or form.is_valid()):
        answer = form.cleaned_data["answer"] if form else ""
        try:
            with door.working():
                outcome = end_notice(found, by=door.membership, at=door.now, answer=answer)
            _tell(request, outcome)
            return redirect("notice", door.vendor.slug, found.pk)
        except Refused as refused:
            if form is None:
                messages.warning(request, str(refused))
                return redirect("notice", door.vendor.slug, found.pk)
            form.add_error("answer" if refused.field == "answer" else None, refused.reason)
    if form is not None:
        form.fields["answer"].required = True  # for the label; what is missing, the verb says
    context = {
        "title": _("End this notice?"),
        "lead": found.current.title if found.current else "",
        "effects": _end_effects(links),
        "form": form,
        "submit": _("End it and answer") if links else _("End it"),
        "back_url": reverse("notice", args=[door.vendor.slug, found.pk]),
    }
    return render(request, "portal/confirm.html", context, status=422 if form and form.errors else 200)


def _end_effects(links: list[NoticeCase]) -> list[dict]:
    open_, closed = [], []
    for link in links:
        (closed if link.case.status == Status.CLOSED else open_).append(link.case)
    effects = [{"icon": "megaphone", "text": _("Everybody whom it reached is told that it is over.")}]
    if open_:
        numbers = ", ".join(f"{case.number} ({case.partner.name})" for case in open_)
        words = ngettext(
            "Your answer is written on %(count)d case: %(numbers)s",
            "Your answer is written on %(count)d cases: %(numbers)s",
            len(open_),
        )  # fmt: skip
        effects.append({"icon": "reply", "text": words % {"count": len(open_), "numbers": numbers}})
    if closed:
        numbers = ", ".join(str(case.number) for case in closed)
        effects.append(
            {"icon": "info", "text": _("Closed meanwhile, so not answered: %(numbers)s") % {"numbers": numbers}}
        )
    return effects


@vendor_side
@require_POST
def answer(request: HttpRequest, notice: int) -> HttpResponse:
    """Tries again to answer the cases that an ended incident could not answer."""
    door, found = _found(request, notice)
    if found.state == NoticeState.ENDED:
        with door.working():
            _tell(request, answer_cases(found, by=door.membership, at=door.now))
    return redirect("notice", door.vendor.slug, found.pk)


@vendor_side
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, notice: int) -> HttpResponse:
    """GET asks, POST throws a draft away or tells that a published notice is void."""
    door, found = _found(request, notice)
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


def _found(request: HttpRequest, pk: int) -> tuple[Door, Notice]:
    door: Door = request.door  # type: ignore[attr-defined]
    door.require(Act.WRITE_NOTICES)
    found = find(door, pk)
    require_tell(door, found.kind)
    return door, found


def _refuse(form: WordingForm, refused: Incomplete | Refused) -> None:
    if isinstance(refused, Incomplete):
        form.add_refused(refused.errors)
    else:
        form.add_refused({refused.field or "": refused.reason})


def _tell(request: HttpRequest, outcome: Outcome | None) -> None:
    if outcome is None:
        messages.info(request, _("It was so already. Nothing was changed."))
        return
    messages.success(request, _("It is over."))
    if count := len(outcome.answered):
        messages.success(
            request, ngettext("%(count)d case answered.", "%(count)d cases answered.", count) % {"count": count}
        )
    for number, reason in outcome.failed[:TOLD]:
        messages.warning(request, _("%(number)s was not answered: %(reason)s") % {"number": number, "reason": reason})
