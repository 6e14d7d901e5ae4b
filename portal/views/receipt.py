"""The receipt of a milestone: why it is due when it is, reckoned anew from the case's log, for both sides."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from cases.models import Case, Milestone
from cases.reckoning import reckoned
from cases.terms import standing_clocks
from portal.amounts import duration
from portal.chips import Chip
from portal.clocks import Reader as ChipReader
from portal.clocks import chip_of, name_of, standing
from portal.day_pictures import picture_in_words
from portal.gates import Door, member
from portal.hours import calendar_in_words
from portal.instants import calendar_date, full
from portal.promises import amount_in_words
from portal.receipts import Reader, minutes_up, sum_in_words
from portal.templatetags.policy import document
from portal.verdicts import rule, verdict
from slas import milestones as exact
from slas.clock import Clock, HorizonError
from slas.models import PolicyVersion
from slas.receipt import receipt as receipt_of
from slas.versions import table_with_id
from tenants.models import in_language


@member
@require_safe
def receipt(request: HttpRequest, number: int, milestone: int) -> HttpResponse:
    """404 for a milestone that the reader's scope does not show: a partner's customers see no clocks."""
    door: Door = request.door  # type: ignore[attr-defined]
    case = door.case(number)
    row = Milestone.objects.filter(case=case, pk=milestone).first()
    if row is None:
        raise Http404
    try:
        return render(request, "portal/receipt/page.html", _context(case, row, door))
    except HorizonError:
        return render(request, "portal/receipt/beyond.html", {"case": case, "milestone": row})


def _context(case: Case, row: Milestone, door: Door) -> dict:
    """What the page draws. Raises HorizonError past what the calendar covers, Http404 where the log has no such."""
    found = reckoned(case, standing_clocks(case))
    ours = next((one for one in found.milestones if (one.kind, one.ordinal) == (row.kind, row.ordinal)), None)
    if ours is None:
        raise Http404
    clock = found.clocks[ours.calendar]
    reader = Reader(partner=not door.membership.is_vendor_side, now=door.now)
    paper = receipt_of(ours, clock, policy=table_with_id(case.policy_id).label, until=door.now)
    return {
        "case": case,
        "milestone": row,
        "verdict": verdict(ours, reader),
        "chip": _chip(row, case, door, clock),
        "zone": timezone.get_current_timezone_name(),
        "picture": picture_in_words(paper, clock, door.now),
        "sum": sum_in_words(paper, ours, reader),
        "rule": rule(ours, amount_in_words(ours.target.amount, clock.definition), reader),
        "facts": _facts(case, ours, clock, door),
        "partner": reader.partner,
        "reckoned": full(door.now),
    }


def _chip(row: Milestone, case: Case, door: Door, clock: Clock) -> Chip:
    """The same chip as everywhere; beside it the amount instead of the due time, which the verdict tells."""
    stands, target = standing(row, clock, door.now), duration(row.budget_seconds)
    if stands.state == "breached":
        words = gettext("The target was %(target)s") % {"target": target}
    else:
        used = duration(minutes_up(stands.used))
        words = gettext("%(used)s of %(target)s are used") % {"used": used, "target": target}
    return replace(chip_of(row, case.number, ChipReader.behind(door), clock), label_due=words, due_iso="", href="")


def _facts(case: Case, milestone: exact.Milestone, clock: Clock, door: Door) -> list[dict]:
    """What the receipt rests on."""
    policy, target = table_with_id(case.policy_id), milestone.target
    severity = policy.severity(target.severity)
    row = gettext("%(milestone)s, %(code)s %(name)s: %(amount)s") % {
        "milestone": name_of(milestone.kind),
        "code": severity.code,
        "name": in_language(severity.name.en, severity.name.de),
        "amount": amount_in_words(target.amount, clock.definition),
    }
    revision = gettext("%(title)s, revision of %(date)s") % {
        "title": policy.title.say(get_language() or "en"),
        "date": calendar_date(policy.revised),
    }
    hours = f"{clock.definition.name.say(get_language() or 'en')}: {calendar_in_words(clock.definition)}"
    return [
        {
            "label": gettext("Policy"),
            "value": revision,
            "href": f"{reverse('policy', args=[door.vendor.slug])}?version={_number_of(case.policy_id)}",
            "small": gettext("In force when the case was received"),
        },
        {"label": gettext("Target"), "value": row, "small": _source(target, door)},
        {"label": gettext("Calendar"), "value": hours},
        {"label": gettext("Pauses"), "value": _pauses(door)},
    ]


def _source(target, door: Door) -> str:
    if target.assumption:
        return gettext("assumption") if door.membership.is_vendor_side else gettext("the vendor’s default")
    return document(target.source)


def _pauses(door: Door) -> str:
    if door.membership.is_vendor_side:
        return gettext("While the case waits on the partner. The initial response never pauses.")
    return gettext("While the case waits on you. The initial response never pauses.")


def _number_of(policy_id: int) -> int:
    """A policy version's number, without its large document."""
    return PolicyVersion.objects.values_list("number", flat=True).get(pk=policy_id)
