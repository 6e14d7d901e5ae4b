"""A case's page for both sides, and what it asks for by itself: presence, and what sending would do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cases.models import Case, CaseEvent, Status
from notifications.reading import mark_read
from portal import presence as presences
from portal.forms.case_acts import ActForm, WriteForm
from portal.gates import Door, member, vendor_side
from portal.matter.effect import effect_in_words
from portal.matter.page import context_of
from portal.permissions import Act


@member
@require_GET
def case(request: HttpRequest, number: int) -> HttpResponse:
    """?from: the lens' query of the queue that one came from. Opening a case reads its lines in the bell."""
    door: Door = request.door  # type: ignore[attr-defined]
    found = door.case(number)
    with door.working():
        mark_read(door.membership, at=door.now, case=found)
    return render(request, "portal/case/case.html", context_of(request, found))


def again(
    request: HttpRequest,
    found: Case,
    *,
    status: int = 422,
    write: WriteForm | None = None,
    bound: dict[str, ActForm] | None = None,
    missed: bool = False,
) -> HttpResponse:
    """The page with what was refused and what was typed. The case is read anew: the lock showed its present state."""
    door: Door = request.door  # type: ignore[attr-defined]
    context = context_of(request, door.case(found.number or 0), write=write, bound=bound, missed=missed)
    return render(request, "portal/case/case.html", context, status=status)


@vendor_side
@require_GET
def presence(request: HttpRequest, number: int) -> HttpResponse:
    """Says that the reader is here; answers who else is."""
    door: Door = request.door  # type: ignore[attr-defined]
    people = presences.here(door, door.case(number))
    return render(request, "partials/presence.html", {"people": people})


@vendor_side
@require_GET
def effect(request: HttpRequest, number: int) -> HttpResponse:
    """?then (the status to be set with it): the sentence before the button."""
    door: Door = request.door  # type: ignore[attr-defined]
    found = door.case(number)
    then = request.GET.get("then", "")
    events = list(CaseEvent.objects.filter(case=found).order_by("position"))
    told = effect_in_words(found, events, then if then in Status.values else "", door.now)
    may_note = door.may(Act.NOTE)
    return render(request, "partials/composer/effect.html", {"effect": told, "may_note": may_note})
