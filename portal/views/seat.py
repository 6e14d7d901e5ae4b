"""Somebody with several memberships at one vendor chooses for whom to act."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from portal.context import home_of
from portal.gates import Door, member, take


@member
@require_POST
def seat(request: HttpRequest) -> HttpResponse:
    """POST membership: remembered for this vendor until sign-out, then home. One that is not theirs changes nothing."""
    door: Door = request.door  # type: ignore[attr-defined]
    wanted = request.POST.get("membership", "")
    chosen = next((seat for seat in door.seats if str(seat.pk) == wanted), door.membership)
    if chosen != door.membership:
        take(request, chosen)
    return redirect(home_of(chosen, door.vendor))
