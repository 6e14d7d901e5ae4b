"""A notice is ended at the desk, and the cases of an incident are answered, each in the language of its contact."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from cases.models import Status
from cases.refusals import Incomplete, Refused
from notifications.models import NoticeCase, NoticeState
from notifications.notices.answer_cases import Outcome, answer_cases
from notifications.notices.answers import links_by_language
from notifications.notices.end_notice import end_notice
from portal.forms.notice_end import EndForm
from portal.gates import vendor_side
from portal.views.notices import find_to_tell

TOLD = 5  # cases that could not be answered, told one by one; the page holds all
LISTED = 40  # cases that are named before they are answered


@vendor_side
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, notice: int) -> HttpResponse:
    """GET asks, and says what is written to how many. POST ends it; what could not be answered is told."""
    door, found = find_to_tell(request, notice)
    unanswered = NoticeCase.objects.filter(notice=found, event=None)
    links = list(unanswered.select_related("case__partner", "case__contact").order_by("case__number"))
    waiting = links_by_language(links)
    form = EndForm(waiting, request.POST if request.method == "POST" else None) if links else None
    if request.method == "POST" and (form is None or form.is_valid()):
        given = {"answers": form.answers(), "one_for_all": form.cleaned_data["one_for_all"]} if form else {}
        try:
            with door.working():
                outcome = end_notice(found, by=door.membership, at=door.now, **given)
            _tell(request, outcome)
            return redirect("notice", door.vendor.slug, found.pk)
        except (Incomplete, Refused) as refused:
            if form is None:
                messages.warning(request, str(refused))
                return redirect("notice", door.vendor.slug, found.pk)
            form.add_refused(refused)
    if form is not None:
        form.mark_required(waiting)
    context = {
        "title": _("End this notice?"),
        "lead": found.current.title if found.current else "",
        "effects": _effects(links, waiting),
        "form": form,
        "submit": _("End it and answer") if any(waiting.values()) else _("End it"),
        "back_url": reverse("notice", args=[door.vendor.slug, found.pk]),
    }
    return render(request, "portal/confirm.html", context, status=422 if form and form.errors else 200)


def _effects(links: list[NoticeCase], waiting: dict[str, list[NoticeCase]]) -> list[dict]:
    effects = [{"icon": "megaphone", "text": _("Everybody whom it reached is told that it is over.")}]
    effects += [{"icon": "reply", "text": _answered(language, of)} for language, of in waiting.items() if of]
    if closed := [link.case for link in links if link.case.status == Status.CLOSED]:
        numbers = ", ".join(str(case.number) for case in closed)
        effects.append(
            {"icon": "info", "text": _("Closed meanwhile, so not answered: %(numbers)s") % {"numbers": numbers}}
        )
    return effects


def _answered(language: str, links: list[NoticeCase]) -> str:
    """ "In German your answer is written on 2 cases: 10001 (Nordwind), 10004 (Baltic)"."""
    words = ngettext(
        "In English your answer is written on %(count)d case: %(numbers)s",
        "In English your answer is written on %(count)d cases: %(numbers)s",
        len(links),
    )
    if language == "de":
        words = ngettext(
            "In German your answer is written on %(count)d case: %(numbers)s",
            "In German your answer is written on %(count)d cases: %(numbers)s",
            len(links),
        )
    numbers = ", ".join(f"{link.case.number} ({link.case.partner.name})" for link in links[:LISTED])
    return words % {"count": len(links), "numbers": numbers + (", …" if len(links) > LISTED else "")}


@vendor_side
@require_POST
def answer(request: HttpRequest, notice: int) -> HttpResponse:
    """Tries again to answer the cases that an ended incident could not answer."""
    door, found = find_to_tell(request, notice)
    if found.state == NoticeState.ENDED:
        with door.working():
            _tell(request, answer_cases(found, by=door.membership, at=door.now))
    return redirect("notice", door.vendor.slug, found.pk)


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
