"""All cases of the partner, in pages; the vendor's side has its queue for that."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.gates import Door, member
from portal.partner_cases import CaseList, Choice
from portal.permissions import Act
from portal.views.home import listed

PAGE = 50


@member
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    door: Door = request.door  # type: ignore[attr-defined]
    if door.membership.is_vendor_side:
        return redirect("queue", door.vendor.slug)
    url = reverse("case_list", args=[door.vendor.slug])
    cases = CaseList(door, Choice.read(request.GET), url=url, size=PAGE)
    context = {**listed(cases), "may_submit": door.may(Act.SUBMIT)}
    return render(request, "portal/cases/page.html", context)
