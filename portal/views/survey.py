"""How did it go? The page of a survey's link, which needs no sign-in (R40 to R42)."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cases.refusals import Incomplete, Refused
from portal.context import bare
from portal.forms.survey import SurveyForm
from portal.gates import Door, bearer_door
from surveys.given import given_in
from surveys.models import Question, State, Survey
from surveys.models.removal import last_of_each
from surveys.models.survey import BEST
from surveys.verbs.answer import answer
from surveys.wording import said


# Who follows the link has no session. The token in the address is the permission: it opens this one survey, and a
# foreign page that posts here would have to know it. How often an answer may change, the verb limits.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@bearer_door("survey")
def survey(request: HttpRequest) -> HttpResponse:
    """Opening it records nothing, whatever the address says: mail scanners follow every link of a mail.

    ?service, ?timeliness, ?quality (1 to 5) only choose on the form; ?change opens the form of a given answer.
    """
    door: Door = request.door  # type: ignore[attr-defined]
    bearer = request.bearer  # type: ignore[attr-defined]
    found = Survey.objects.select_related("case").filter(pk=bearer.thing, membership=door.membership).first()
    if found is None or found.state == State.PLANNED:
        raise Http404
    if request.method == "POST":
        return _take(request, door, found)
    if not found.takes_answers(door.now):
        return _over(request, found)
    chosen = _chosen(request)
    if found.answered_at and not chosen and "change" not in request.GET:
        return _thanks(request, found)
    last = found.answers.order_by("-number").first()
    initial = {**(vars(given_in(last)) if last else {}), **chosen}
    return _form(request, found, SurveyForm(initial=initial))


def _take(request: HttpRequest, door: Door, found: Survey) -> HttpResponse:
    form = SurveyForm(request.POST)
    if form.is_valid():
        try:
            with door.working():
                answer(found, form.given(), at=door.now)
        except Incomplete as incomplete:
            form.refuse(incomplete.errors)
        except Refused as refused:
            return _over(request, found, reason=refused.reason, typed=form.typed())
        else:
            language = request.GET.get("language", "")
            return redirect(f"{request.path}?{urlencode({'language': language})}" if language else request.path)
    return _form(request, found, form, status=422)


def _chosen(request: HttpRequest) -> dict[str, int]:
    allowed = {str(number): number for number in range(1, BEST + 1)}
    return {name: allowed[value] for name in Question.values if (value := request.GET.get(name, "")) in allowed}


def _form(request: HttpRequest, found: Survey, form: SurveyForm, status: int = 200) -> HttpResponse:
    form.removed = last_of_each(found.removals.all())
    return _page(request, found, "form", {"form": form}, status)


def _thanks(request: HttpRequest, found: Survey) -> HttpResponse:
    last = found.answers.order_by("-number")[0]
    return _page(request, found, "thanks", {"answer": last, "said": said(last, found.removals.all())})


def _over(request: HttpRequest, found: Survey, reason: str = "", typed: list[str] | None = None) -> HttpResponse:
    """Withdrawn or expired, or changed too often: why, and what was typed into it."""
    withdrawn = found.state == State.WITHDRAWN
    title = _("Your case was opened again") if withdrawn else _("This survey is over")
    last = found.answers.order_by("-number").first()
    told = said(last, found.removals.all()) if last else []
    context = {"title": title, "withdrawn": withdrawn, "reason": reason, "typed": typed or [], "said": told}
    return _page(request, found, "over", context, 409 if reason else 200)


def _page(request: HttpRequest, found: Survey, name: str, context: dict, status: int = 200) -> HttpResponse:
    door: Door = request.door  # type: ignore[attr-defined]
    frame = {
        "page": bare(door.vendor),
        "languages": settings.LANGUAGES,
        "vendor": door.vendor,
        "survey": found,
        "case": found.case,
        "now": door.now,
    }
    return render(request, f"portal/survey/{name}.html", {**frame, **context}, status=status)
