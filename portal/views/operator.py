"""The operator's page: how the installation's sweeps stand. It shows nobody's rows."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

import portal.tasks  # noqa: F401  registers the sweeps
from notifications.inbound import unclaimed
from portal.gates import operator_door
from portal.standstill import cause_of
from portal.sweeps import standings


@require_safe
@never_cache
@operator_door
def operator(request: HttpRequest, now: datetime) -> HttpResponse:
    """The whole page; for htmx the table alone, which comes anew every few seconds."""
    rows = standings(now)
    part = request.htmx  # type: ignore[attr-defined]
    template = "portal/operator/sweeps.html" if part else "portal/operator/page.html"
    context = {"rows": rows, "still": [row for row in rows if row.still], "cause": cause_of(rows), "now": now}
    if not part:
        context["unclaimed"] = unclaimed.counts()["open"]
    return render(request, template, context)
