"""Search among the reader's own cases: by number, and by words in summary, partner's and customer's name."""

import re

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from cases.models import Case
from cases.queues import CHANGED_ORDER
from portal.desk.choices import Choices
from portal.desk.rows import Tables
from portal.gates import Door, member
from tenants.models import ListEntry

AMONG = 5000  # cases that are looked through, those changed last
SHOWN = 50
WORDS = 6
NUMBER = re.compile(r"#?\s*([0-9]{1,18})")


@member
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """?q: the number of a case leads to it; words are looked for in the cases changed last."""
    door: Door = request.door  # type: ignore[attr-defined]
    query = " ".join(request.GET.get("q", "").replace("\0", "").split())[:200]
    if (number := NUMBER.fullmatch(query)) and Case.objects.filter(number=int(number[1])).exists():
        return redirect("case", door.vendor.slug, int(number[1]))
    cases = _found(query.split()[:WORDS]) if query else []
    tables = Tables(cases)
    choices = Choices(door.vendor, door.now)
    rows = [
        {
            "case": case,
            "severity": tables.name(case),
            "department": choices.label(ListEntry.Name.DEPARTMENT, case.department) if case.department else "",
            "href": reverse("case", args=[door.vendor.slug, case.number]),
        }
        for case in cases[:SHOWN]
    ]
    context = {"query": query, "rows": rows, "more": len(cases) > SHOWN, "among": AMONG, "size": SHOWN}
    return render(request, "portal/search/search.html", context)


def _found(words: list[str]) -> list[Case]:
    """Cases with every one of the words, the latest change first, one more than are shown."""
    latest = Case.objects.order_by(*CHANGED_ORDER).values("pk")[:AMONG]
    cases = Case.objects.filter(pk__in=latest).select_related("partner", "customer", "owner")
    for word in words:
        named = Q(partner__name__icontains=word) | Q(customer__name__icontains=word)
        cases = cases.filter(Q(summary__icontains=word) | named)
    return list(cases.order_by(*CHANGED_ORDER)[: SHOWN + 1])
