"""Figures by mail: what one has scheduled, one more, and an end of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.figures.rules import allows_agents
from notifications.models import ScheduledReport
from notifications.models.report import Every, Page
from notifications.reports import TooMany, schedule_report
from portal.forms.figure_mail import FigureMailForm
from portal.gates import Door, vendor_side
from portal.permissions import Act
from portal.typed import is_id


@vendor_side
@require_http_methods(["GET", "POST"])
def figure_mails(request: HttpRequest) -> HttpResponse:
    """?page, partner, owner: what the form begins with."""
    door: Door = request.door  # type: ignore[attr-defined]
    door.require(Act.SEE_FIGURES)
    asked = {name: request.GET.get(name, "") for name in ("partner", "owner")}
    initial = {name: word for name, word in asked.items() if is_id(word)}
    if request.GET.get("page", "") in set(Page):
        initial["page"] = request.GET["page"]
    data = request.POST if request.method == "POST" else None
    form = FigureMailForm(data, initial=initial, agents=allows_agents(door.vendor))
    if request.method == "POST" and form.is_valid():
        try:
            report, is_new = schedule_report(door.membership, at=door.now, **form.cleaned_data)
        except TooMany as refused:
            form.add_error(None, str(refused))
        else:
            told = _("They come by email from now on: %(what)s. %(when)s.")
            if not is_new:
                told = _("You had these figures by email already: %(what)s. They come at one time alone. %(when)s.")
            messages.success(request, told % {"what": report.get_page_display(), "when": _words(report)})
            return redirect("figure_mails", door.vendor.slug)
    rows = _own(door).select_related("partner", "owner").order_by("next_at", "pk")
    context = {"form": form, "reports": [{"row": row, "words": _words(row)} for row in rows]}
    return render(request, "portal/figures/mails.html", context, status=422 if form.errors else 200)


@vendor_side
@require_POST
def stop_figure_mail(request: HttpRequest, report: int) -> HttpResponse:
    """Ends one of the reader's own."""
    door: Door = request.door  # type: ignore[attr-defined]
    door.require(Act.SEE_FIGURES)
    if not is_id(str(report)) or not _own(door).filter(pk=report).delete()[0]:
        raise Http404
    messages.success(request, _("These figures come no more."))
    return redirect("figure_mails", door.vendor.slug)


def _own(door: Door):
    return ScheduledReport.objects.going_on().filter(membership=door.membership)


def _words(row: ScheduledReport) -> str:
    clock = row.clock.strftime("%H:%M")
    if row.every == Every.DAY:
        return _("Every day at %(time)s") % {"time": clock}
    if row.every == Every.MONTH:
        return _("Every month on day %(day)d at %(time)s") % {"day": row.month_day, "time": clock}
    return _("Every week on %(day)s at %(time)s") % {"day": WEEKDAYS[row.weekday], "time": clock}
