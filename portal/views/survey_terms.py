"""An administrator's page: how closed cases are asked about, and who hears what (R40 to R43)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.refusals import Incomplete, Refused
from portal.forms.survey_terms import SurveyTermsForm
from portal.gates import Door, vendor_side
from portal.permissions import Act
from portal.survey_terms import Vocabulary, hearers, history, origins, underway
from surveys.limits import RULES
from surveys.terms import value_of
from surveys.verbs.change_terms import change_terms, last_change
from tenants.models import Vendor

LINES = 30


@vendor_side
@require_http_methods(["GET", "POST"])
def survey_terms(request: HttpRequest) -> HttpResponse:
    """POST saves; with `more` it only shows one rule more, and keeps what was typed."""
    door: Door = request.door  # type: ignore[attr-defined]
    door.require(Act.CHANGE_SETTINGS)
    words, posted = Vocabulary(), request.POST if request.method == "POST" else None
    vendor = Vendor.objects.get(pk=door.vendor.pk)
    form = SurveyTermsForm(
        posted, entries=vendor.settings, seen=last_change(), rules=_rules(request, vendor), lists=words.lists()
    )
    if posted is None or "more" in posted:
        return _page(request, vendor, form, words)
    if form.is_valid():
        try:
            changes = change_terms(form.wanted(), by=door.membership, at=door.now, seen=form.cleaned_data["seen"] or 0)
        except Incomplete as incomplete:
            form.refuse(incomplete.errors)
        except Refused as refused:
            # Who saves once more has seen what the other one changed: it stands below the form.
            form.add_error(None, refused.reason)
            form.data = {**form.data.dict(), "seen": last_change()}
        else:
            messages.success(request, _("Saved.") if changes else _("It was so already. Nothing was changed."))
            return redirect("survey_terms", door.vendor.slug)
    return _page(request, vendor, form, words, status=422)


def _rules(request: HttpRequest, vendor: Vendor) -> int:
    """How many rules the form shows: the stored ones and an empty one, or as many as were posted, and one `more`."""
    stored = len(value_of(vendor.settings, "survey_sharing"))
    if request.method != "POST":
        return min(stored + 1, max(RULES, stored))
    posted = sum(f"rule_{index}_to" in request.POST for index in range(RULES))
    return min(max(posted + ("more" in request.POST), stored), max(RULES, stored))


def _page(request: HttpRequest, vendor: Vendor, form, words: Vocabulary, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "rules": form.rules(),
        "origins": origins(vendor.settings, words),
        "hearers": hearers(words),
        "history": history(words, LINES),
        "can_add": form.count < RULES,
        **underway(),
    }
    return render(request, "portal/settings/survey.html", context, status=status)
