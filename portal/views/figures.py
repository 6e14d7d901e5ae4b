"""Managers' figures: the page, the cases behind a figure, and each table as CSV."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases.figures.periods import Named
from cases.figures.rules import allows_agents
from portal.figures import page
from portal.figures.behind import Asked, Behind
from portal.figures.lens import Lens, in_words
from portal.figures.page import PERIODS, sections
from portal.figures.tables import csv_answer
from portal.gates import Door, vendor_side
from portal.permissions import Act
from tenants.models import Membership, Partner


@vendor_side
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """?period (or from and to), partner, owner. What is no period is told at its field, and four weeks are shown."""
    lens = _lens(request)
    context = {"lens": lens, **_frame(lens), **sections(lens)}
    return render(request, "portal/figures/page.html", context, status=422 if lens.errors else 200)


@vendor_side
@require_GET
def figure_cases(request: HttpRequest) -> HttpResponse:
    """?figure, kind, severity, due, the lens' own, after (a cursor)."""
    lens, asked = _lens(request), Asked.read(request.GET)
    context = {
        "asked": asked,
        "behind": Behind(lens, asked, request.GET.get("after", "")),
        "lens": lens,
        "period_words": "" if asked.figure == "promises" else in_words(lens.period),
        "back_url": f"{reverse('figures', args=[lens.door.vendor.slug])}?{lens.query()}",
    }
    return render(request, "portal/figures/cases.html", context)


@vendor_side
@require_GET
def figure_table(request: HttpRequest, table: str) -> HttpResponse:
    """One table of the page as CSV, as a file."""
    lens = _lens(request)
    found = page.table(lens, table)
    if found is None:
        raise Http404
    return csv_answer(found, lens.file_name(found.code))


def _lens(request: HttpRequest) -> Lens:
    door: Door = request.door  # type: ignore[attr-defined]
    door.require(Act.SEE_FIGURES)
    return Lens.read(door, request.GET)


def _frame(lens: Lens) -> dict:
    """Around the figures: periods, filters, and where each table's CSV lies."""
    slug, base = lens.door.vendor.slug, reverse("figures", args=[lens.door.vendor.slug])
    agents = Membership.objects.case_owners().order_by("name", "pk") if allows_agents(lens.door.vendor) else []
    whose = {key: str(one.pk) for key, one in (("partner", lens.partner), ("owner", lens.owner)) if one}
    return {
        "period_words": in_words(lens.period),
        "before_words": in_words(lens.period.before),
        "periods": [_period(name, words(), base, lens, whose) for name, words in PERIODS.items()],
        "is_own": lens.period.name == Named.OWN or bool(lens.errors),
        "partners_offered": Partner.objects.order_by("name", "pk"),
        "agents_offered": agents,
        "all_url": f"{base}?{urlencode(_said(lens))}",
        "csv_query": lens.query(),
        "mails_url": f"{reverse('figure_mails', args=[slug])}?{urlencode(whose)}",
        "main_caption": _("Main figures"),
    }


def _period(name: Named, words: str, base: str, lens: Lens, whose: dict[str, str]) -> dict:
    current = lens.period.name == name and not lens.errors
    return {"label": words, "url": f"{base}?{urlencode({'period': name.value, **whose})}", "current": current}


def _said(lens: Lens) -> dict[str, str]:
    if lens.period.name != Named.OWN:
        return {"period": lens.period.name.value}
    return {"from": lens.period.first.isoformat(), "to": lens.period.last.isoformat()}
