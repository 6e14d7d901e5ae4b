"""The escalation board, and the same as CSV, for managers and administrators."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from portal.escalations import TOLD, as_table, levels
from portal.figures.tables import csv_answer
from portal.gates import Door, vendor_side
from portal.permissions import Act


@vendor_side
@require_GET
def escalations(request: HttpRequest) -> HttpResponse:
    door: Door = request.door  # type: ignore[attr-defined]
    door.require(Act.SEE_ESCALATIONS)
    found = levels(door)
    context = {"levels": found, "any": any(level.cards for level in found)}
    return render(request, "portal/escalations/board.html", context)


@vendor_side
@require_GET
def escalations_csv(request: HttpRequest) -> HttpResponse:
    door: Door = request.door  # type: ignore[attr-defined]
    door.require(Act.SEE_ESCALATIONS)
    day = timezone.localdate(door.now)
    return csv_answer(as_table(levels(door, TOLD)), f"{door.vendor.slug}-escalations-{day}.csv")
