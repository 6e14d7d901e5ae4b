"""The context of a case's page, for both sides."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from cases.anchors import anchor_of
from cases.assumed import Fact
from cases.escalating import wish_stands
from cases.models import Case, EventKind, Status
from cases.reckoning import CLOCK_KINDS, Reckoned, reckoned
from cases.terms import standing_clocks
from portal.clocks import Reader
from portal.desk.choices import Choices
from portal.event_words import Vocabulary
from portal.forms.case_acts import ActForm, WriteForm
from portal.gates import Door
from portal.matter.acts import Acting
from portal.matter.assumed import Assumptions
from portal.matter.composer import composer_of
from portal.matter.effect import effect_in_words
from portal.matter.facts import facts_of, severity_label
from portal.matter.feedback import asked_of, feedback_on
from portal.matter.margin import copied, milestones_of, on_copy
from portal.matter.neighbours import neighbours
from portal.matter.offers import billable_of
from portal.notices.shown import beside
from portal.permissions import Act
from portal.timeline import Log, log_of, messages_after, timeline
from slas.clock import Clock, HorizonError
from slas.models import ServiceCalendar
from slas.policy import Policy
from slas.terms import MilestoneKind
from slas.versions import clock_of, newest_calendar, table_with_id
from tenants.models import ListEntry, Membership


def context_of(
    request: HttpRequest,
    case: Case,
    *,
    write: WriteForm | None = None,
    bound: dict[str, ActForm] | None = None,
    missed: bool = False,
) -> dict[str, Any]:
    """Everything the page draws. `write` and `bound` are forms that were refused; `missed`: others wrote meanwhile."""
    door: Door = request.door  # type: ignore[attr-defined]
    vendor_side = door.membership.is_vendor_side
    policy, choices, log = table_with_id(case.policy_id), Choices(door.vendor, door.now), log_of(case)
    is_customer = door.membership.customer_id is not None
    facts = None if is_customer else _reckoned(case, log if vendor_side else None)
    milestones = None if is_customer else milestones_of(case, facts, policy, Reader.behind(door))
    asked = wish_stands(event.kind for event in log.events)
    people, acting = on_copy(case), Acting(case, door, policy, choices, asked, bound or {})
    assumptions = Assumptions(case, acting, choices)
    came_from = request.POST.get("from", "") or request.GET.get("from", "")
    form = write or WriteForm(initial={"seen": log.seen})
    form.initial["seen"] = log.seen
    effect = effect_in_words(case, log.events, str(form["then"].value() or ""), door.now) if vendor_side else ""
    near = neighbours(case, came_from, door) if vendor_side else None
    return {
        "case": case,
        "notices": beside(case, door),
        "severity": severity_label(policy, case.severity).partition(" ")[2],
        "entries": timeline(
            case, log, door, _vocabulary(case, door, policy, choices, facts), _region_clock(case), door.may(Act.REDACT)
        ),
        "since": _since(log, form, door) if missed else [],
        "milestones": milestones,
        "facts": assumptions.marked(facts_of(case, policy, choices, door.membership, door.now)),
        "assumed_word": assumptions.word,
        "department": choices.label(ListEntry.Name.DEPARTMENT, case.department) if case.department else "",
        "level": choices.level(case.escalation_level) if case.escalation_level and vendor_side else "",
        "waits": _waits(case, door),
        "menus": acting.menus(),
        "composer": composer_of(case, door, choices, people, form, effect),
        "copied": copied(people, door.vendor.name),
        "watching": acting.watching(to_add(case, people, door)),
        "asked": asked_of(case, door),
        "feedback": feedback_on(case, door, choices.all(ListEntry.Name.DEPARTMENT)),
        "billable": billable_of(case, door, choices),
        "near": near,
        "came_from": near.came_from if near else "",
        "solved_url": reverse("set_status", args=[door.vendor.slug, case.number]) if door.may(Act.CLOSE) else "",
        "effect_url": _effect_url(case, door),
        "presence_url": reverse("presence", args=[door.vendor.slug, case.number]) if vendor_side else "",
    }


def tail(came_from: str) -> str:
    """The address's query that keeps the view one came from."""
    return f"?{urlencode({'from': came_from})}" if came_from else ""


def _effect_url(case: Case, door: Door) -> str:
    return reverse("effect", args=[door.vendor.slug, case.number]) if door.membership.is_vendor_side else ""


def _waits(case: Case, door: Door) -> str:
    """On whom a waiting case waits, for the partner's customer; "" for everybody else, who know it by their side."""
    if case.status != Status.WAITING or door.membership.customer_id is None:
        return ""
    return gettext("Waiting on %(partner)s") % {"partner": case.partner.name}


def _reckoned(case: Case, log: Log | None) -> Reckoned | None:
    """`log` is given where it is whole."""
    try:
        events = [event for event in log.events if event.kind in CLOCK_KINDS] if log else None
        return reckoned(case, standing_clocks(case), events)
    except HorizonError:
        return None


def _region_clock(case: Case) -> Clock | None:
    """The clock of the region's business hours in their newest version: for closed days between messages."""
    try:
        return clock_of(newest_calendar(case.vendor_id, case.calendar))
    except ServiceCalendar.DoesNotExist:
        return None


def _vocabulary(case: Case, door: Door, policy: Policy, choices: Choices, facts: Reckoned | None) -> Vocabulary:
    pausing = [m for m in facts.milestones if m.kind != MilestoneKind.INITIAL_RESPONSE] if facts else []
    return Vocabulary(
        case=case,
        vendor=door.vendor.name,
        partner_side=not door.membership.is_vendor_side,
        customer_side=door.membership.customer_id is not None,
        writes=door.may(Act.ANSWER),
        now=door.now,
        pauses=bool(pausing),
        severity=lambda code: severity_label(policy, code),
        department=lambda code: choices.label(ListEntry.Name.DEPARTMENT, code),
        cause=lambda code: choices.label(ListEntry.Name.CAUSE, code),
        category=lambda code: choices.label(ListEntry.Name.CATEGORY, code),
        level=choices.level,
        fact=lambda fact, code: _label_of(fact, code, choices),
    )


def _label_of(fact: str, code: str, choices: Choices) -> str:
    if fact == Fact.PRODUCT:
        return next((row.name for row in choices.products if row.code == code), code)
    return choices.label(fact, code)


def _since(log: Log, form: WriteForm, door: Door) -> list[dict]:
    """What others said while the reader wrote: who, and where it stands on the page."""
    try:
        seen = int(form.data.get("seen", 0))
    except (TypeError, ValueError):
        seen = 0
    newer = messages_after(log.events, max(seen, 0), door.membership)
    return [
        {"name": event.by.name if event.by else "", "href": f"#{anchor_of(event)}", "at": event.at}
        for event in newer
        if event.kind == EventKind.SAID
    ]


def to_add(case: Case, people: list[Membership], door: Door) -> list[Membership]:
    """Who could be put on copy: the partner's own people, on the vendor's side the vendor's too; people of the
    customer only where it is included (V17).
    """
    known = {person.pk for person in people} | {case.contact_id}
    active = Membership.objects.active()
    found = active.filter(partner_id=case.partner_id)
    if door.membership.is_vendor_side:
        found = found | active.of_vendor_side()
    customers = (None, case.customer_id) if case.customer_included else (None,)
    readers = [person for person in found.order_by("name", "pk") if person.customer_id in customers]
    return [person for person in readers if person.pk not in known]
