"""Feedback for the vendor's people: what waits to be followed up, the figures, the latest answers (R41 to R43)."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.refusals import Refused
from notifications.mailed_feedback import mailed_to
from portal.feedback import PERIODS, Lens, cards, tasks, visible
from portal.figures.satisfaction import in_words, response_words
from portal.figures.tables import csv_answer
from portal.forms.survey import FinishForm, RemoveForm
from portal.gates import Door, vendor_side
from portal.permissions import Act
from portal.typed import is_id
from surveys.daily import Whose
from surveys.figures import Csat, Told, told
from surveys.models import FollowUp, Question, Survey
from surveys.terms import terms_of
from surveys.verbs.claim_follow_up import claim_follow_up
from surveys.verbs.finish_follow_up import finish_follow_up
from surveys.verbs.remove_comment import remove_comment
from tenants.models import Partner

PAGE, MOST_TASKS = 25, 50


@vendor_side
@require_safe
def feedback(request: HttpRequest) -> HttpResponse:
    """?days, ?rating, ?partner narrow the answers, ?before (a survey's id) shows older ones."""
    return _page(request)


def _page(request: HttpRequest, refused: dict[int, FinishForm] | None = None) -> HttpResponse:
    door: Door = request.door  # type: ignore[attr-defined]
    lens, sees_all = Lens.read(request.GET, door.vendor), door.may(Act.SEE_FEEDBACK)
    rows = lens.narrow(visible(door), door.now)
    found = list(_older(rows, request).select_related("case__partner", "membership", "owner")[: PAGE + 1])
    now_told, _before = _told(door, lens)
    chosen = {"days": lens.days, "rating": lens.rating, "partner": lens.partner or ""}
    url = reverse("feedback", args=[door.vendor.slug])
    context = {
        "tasks": tasks(door, MOST_TASKS, refused) if door.may(Act.FOLLOW_UP) else None,
        "tasks_waiting": FollowUp.objects.waiting().count() if door.may(Act.FOLLOW_UP) else 0,
        "figures": _figures(now_told.csat),
        "responses": response_words(now_told.responses),
        "csv_query": urlencode({"days": lens.days, "partner": lens.partner or ""}),
        "cards": cards(found[:PAGE], door),
        "sees_all": sees_all,
        "asks": terms_of(door.vendor).enabled,
        "lens": lens,
        "periods": PERIODS,
        "period": PERIODS[str(lens.days)],
        "ratings": lens.marks.ratings(),
        "partners": Partner.objects.order_by("name") if sees_all else [],
        "next_url": f"{url}?{urlencode({**chosen, 'before': found[PAGE - 1].pk})}#answers" if found[PAGE:] else "",
        "first_url": f"{url}?{urlencode(chosen)}#answers" if request.GET.get("before") else "",
        "narrowed": bool(lens.rating or lens.partner or lens.days != Lens().days),
    }
    return render(request, "portal/feedback/page.html", context, status=422 if refused else 200)


def _older(rows, request: HttpRequest):
    before = request.GET.get("before", "")
    last = Survey.objects.filter(pk=int(before)).first() if is_id(before) else None
    if last is None or last.answered_at is None:
        return rows
    same = Q(answered_at=last.answered_at, pk__lt=last.pk)
    return rows.filter(Q(answered_at__lt=last.answered_at) | same)


@vendor_side
@require_safe
def feedback_table(request: HttpRequest, table: str) -> HttpResponse:
    """The figures of the page, or its response rate, as CSV. ?days, ?partner as on the page."""
    door: Door = request.door  # type: ignore[attr-defined]
    lens = Lens.read(request.GET, door.vendor)
    found = in_words(*_told(door, lens))
    tables = {one.code: one for one in (found.table, found.responses)}
    if table not in tables:
        raise Http404
    return csv_answer(tables[table], f"{door.vendor.slug}-{table}-{lens.days}-days.csv")


def _told(door: Door, lens: Lens) -> list[Told]:
    """Everybody's for leaders, one's own for others; and of as many days before."""
    since = lens.since(door.now)
    owner = None if door.may(Act.SEE_FEEDBACK) else door.membership.pk
    return told(Whose(door.vendor.pk, lens.partner, owner), [(since, door.now), (lens.since(since), since)])


def _figures(found: dict[Question, Csat]) -> list[dict]:
    if not any(figure.count for figure in found.values()):
        return []
    return [
        {"label": question.label, "figure": figure, **{name: _percent(getattr(figure, name)) for name in _SHARES}}
        for question, figure in found.items()
    ]


_SHARES = ("share", "low", "high")


def _percent(share: float | None) -> int | None:
    return None if share is None else round(share * 100)


@vendor_side
@require_POST
def claim(request: HttpRequest, follow_up: int) -> HttpResponse:
    """POST owner: the id of who owned it on the page, "" for nobody."""
    door: Door = request.door  # type: ignore[attr-defined]
    found, seen = _follow_up(door, follow_up), request.POST.get("owner", "")
    try:
        claim_follow_up(found, by=door.membership, at=door.now, instead_of=int(seen) if is_id(seen) else None)
    except Refused as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, _("You have taken it."))
    return redirect(f"{reverse('feedback', args=[door.vendor.slug])}#follow-up-{found.pk}")


@vendor_side
@require_POST
def finish(request: HttpRequest, follow_up: int) -> HttpResponse:
    """POST outcome and note."""
    door: Door = request.door  # type: ignore[attr-defined]
    found = _follow_up(door, follow_up)
    form = FinishForm(f"follow-up-{found.pk}", request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            finish_follow_up(found, by=door.membership, at=door.now, outcome=given["outcome"], note=given["note"])
        except Refused as refused:
            if refused.field is None:
                messages.error(request, refused.reason)
                return redirect("feedback", door.vendor.slug)
            form.add_error(refused.field, refused.reason)
        else:
            messages.success(request, _("Done, and noted."))
            return redirect("feedback", door.vendor.slug)
    return _page(request, {found.pk: form})


@vendor_side
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, survey: int, question: str) -> HttpResponse:
    """GET asks, POST reason removes the comment on one question for everybody. That it was there stays."""
    door: Door = request.door  # type: ignore[attr-defined]
    door.require(Act.REDACT)
    found = Survey.objects.answered().filter(pk=survey).select_related("case").first() if is_id(str(survey)) else None
    if found is None or question not in Question.values:
        raise Http404
    asked, back = Question(question), reverse("feedback", args=[door.vendor.slug])
    form = RemoveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            removal = remove_comment(found, asked, by=door.membership, at=door.now, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(refused.field, refused.reason)
        else:
            messages.success(request, _("The comment is removed.") if removal else _("No comment was there any more."))
            return redirect(back)
    context = {"form": form, "submit": _("Remove it"), "danger": True, "back_url": back, **_what_goes(found, asked)}
    return render(request, "portal/confirm.html", context, status=422 if form.errors else 200)


def _what_goes(survey: Survey, question: Question) -> dict:
    last = survey.answers.order_by("-number").first()
    mailed = dict.fromkeys(name for name, _at in mailed_to([survey]).get(survey.pk, []))
    gone = _("The comment is gone for everybody, for good, from earlier versions of the answer too.")
    stays = _("The rating stays. So does that you removed a comment; your reason is for your colleagues alone.")
    effects = [{"icon": "trash", "text": gone}, {"icon": "list", "text": stays}]
    if mailed:
        words = _("It was mailed already, and these mails stay as they are: %(names)s.")
        effects.append({"icon": "mail", "text": words % {"names": ", ".join(mailed)}})
    lead = last.comment(question)[:200] if last else ""
    return {"title": _("Remove this comment?"), "lead": lead, "effects": effects}


def _follow_up(door: Door, pk: int) -> FollowUp:
    door.require(Act.FOLLOW_UP)
    found = FollowUp.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
