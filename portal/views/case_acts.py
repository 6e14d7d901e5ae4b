"""Acts on one case. Each is posted, calls one verb behind the door, and goes back to the page."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.assumed import Fact
from cases.models import Case, CaseEvent, EventKind, Message
from cases.refusals import Refused
from cases.verbs.assign_owner import assign_owner
from cases.verbs.change_category import change_category
from cases.verbs.close import close
from cases.verbs.confirm_severity import confirm_severity
from cases.verbs.decide_severity import decide_severity
from cases.verbs.deescalate import deescalate
from cases.verbs.escalate import escalate
from cases.verbs.propose_severity import propose_severity
from cases.verbs.redact import redact as blank
from cases.verbs.refer import refer
from cases.verbs.reopen import reopen
from cases.verbs.resolve import resolve
from cases.verbs.settle_fact import settle_fact
from cases.verbs.take_back import take_back
from cases.verbs.wait_for_partner import wait_for_partner
from cases.verbs.watch import watch as put_on_copy
from portal.forms.case_acts import (
    ActForm,
    CategoryForm,
    EmptyForm,
    FactForm,
    OwnerForm,
    ProposeForm,
    ReasonForm,
    ReferForm,
    ReopenForm,
    ResolveForm,
    SeenForm,
    SeverityForm,
    VersionForm,
    WatchForm,
)
from portal.gates import Door, member, vendor_side
from portal.matter.margin import on_copy
from portal.matter.neighbours import kept
from portal.matter.page import tail, to_add
from portal.permissions import Act
from portal.typed import is_id
from portal.views.case import again
from tenants.models import Membership

Verb = Callable[[Case, dict, Door], CaseEvent | None]


@vendor_side
@require_POST
def assign(request: HttpRequest, number: int) -> HttpResponse:
    """POST owner: a membership's id. The partner sees who it is, and is told (R27, R29)."""
    form = OwnerForm("owner", request.POST)
    return _act(request, number, Act.ASSIGN, form, lambda case, given, door: _assign(case, given["owner"], door))


def _assign(case: Case, owner: str, door: Door) -> CaseEvent | None:
    found = Membership.objects.filter(pk=int(owner)).first() if is_id(owner) else None
    if found is None:
        raise Refused(_("Choose who owns the case."), field="owner")
    return assign_owner(case, found, by=door.membership, at=door.now)


@member
@require_POST
def set_status(request: HttpRequest, number: int) -> HttpResponse:
    """POST to (a status, or "reopened") with what that act asks for: department, cause, body."""
    found = STATUSES.get(request.POST.get("to", ""))
    if found is None:
        return HttpResponseBadRequest()
    allowed, key, form, verb = found
    return _act(request, number, allowed, form(key, request.POST), verb)


STATUSES: dict[str, tuple[Act, str, type[ActForm], Verb]] = {
    "open": (Act.TRIAGE, "take_back", EmptyForm, lambda case, given, door: take_back(case, **_by(door))),
    "waiting": (Act.TRIAGE, "wait", EmptyForm, lambda case, given, door: wait_for_partner(case, **_by(door))),
    "referred": (
        Act.TRIAGE, "refer", ReferForm, lambda case, given, door: refer(case, given["department"], **_by(door)),
    ),
    "resolved": (
        Act.TRIAGE, "resolve", ResolveForm, lambda case, given, door: resolve(case, cause=given["cause"], **_by(door)),
    ),
    "closed": (Act.CLOSE, "close", EmptyForm, lambda case, given, door: close(case, **_by(door))),
    "reopened": (
        Act.REOPEN, "reopen", ReopenForm, lambda case, given, door: reopen(case, body=given["body"], **_by(door)),
    ),
}  # fmt: skip


@member
@require_POST
def severity(request: HttpRequest, number: int) -> HttpResponse:
    """POST act (confirm, propose, grant, decline) with severity, and for a proposal body (R26, R30)."""
    found = SEVERITIES.get(request.POST.get("act", ""))
    if found is None:
        return HttpResponseBadRequest()
    allowed, form, verb = found
    return _act(request, number, allowed, form(request.POST["act"], request.POST), verb)


SEVERITIES: dict[str, tuple[Act, type[ActForm], Verb]] = {
    "confirm": (
        Act.TRIAGE, SeverityForm, lambda case, given, door: confirm_severity(case, given["severity"], **_by(door)),
    ),
    "propose": (
        Act.PROPOSE_SEVERITY, ProposeForm,
        lambda case, given, door: propose_severity(case, given["severity"], body=given["body"], **_by(door)),
    ),
    "grant": (Act.TRIAGE, EmptyForm, lambda case, given, door: decide_severity(case, granted=True, **_by(door))),
    "decline": (Act.TRIAGE, EmptyForm, lambda case, given, door: decide_severity(case, granted=False, **_by(door))),
}  # fmt: skip


@vendor_side
@require_POST
def category(request: HttpRequest, number: int) -> HttpResponse:
    """POST category: a code of the vendor's list; what is services goes to Professional Services (V13 to V15)."""
    form = CategoryForm("category", request.POST)
    return _act(request, number, Act.TRIAGE, form, _category)


def _category(case: Case, given: dict, door: Door) -> CaseEvent | None:
    return change_category(case, given["category"], **_by(door))


@member
@require_POST
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """POST fact, value and act (confirm, correct): what was assumed of a case that came by mail (R16-R18)."""
    fact, value = request.POST.get("fact", ""), request.POST.get("value", "")
    if fact not in list(Fact) or fact == Fact.SEVERITY:
        return HttpResponseBadRequest()
    form: ActForm = EmptyForm(f"sure-{fact}", request.POST)
    if request.POST.get("act") == "correct":
        form = (VersionForm if fact == Fact.VERSION else FactForm)(f"fact-{fact}", request.POST)
    return _act(
        request, number, Act.SETTLE, form, lambda case, given, door: settle_fact(case, fact, value, **_by(door))
    )


@member
@require_POST
def escalation(request: HttpRequest, number: int) -> HttpResponse:
    """POST act (escalate, ask, seen, lower) with body, the reason (R28, R35)."""
    found = ESCALATIONS.get(request.POST.get("act", ""))
    if found is None:
        return HttpResponseBadRequest()
    allowed, form, verb = found
    return _act(request, number, allowed, form(request.POST["act"], request.POST), verb)


ESCALATIONS: dict[str, tuple[Act, type[ActForm], Verb]] = {
    "escalate": (Act.ESCALATE, ReasonForm, lambda case, given, door: escalate(case, body=given["body"], **_by(door))),
    "ask": (
        Act.ASK_MANAGER, ReasonForm,
        lambda case, given, door: escalate(case, body=given["body"], asked=True, **_by(door)),
    ),
    "lower": (Act.DEESCALATE, SeenForm, lambda case, given, door: deescalate(case, body=given["body"], **_by(door))),
    "seen": (
        Act.DEESCALATE, SeenForm,
        lambda case, given, door: deescalate(case, body=given["body"], lower=False, **_by(door)),
    ),
}  # fmt: skip


@member
@require_POST
def watch(request: HttpRequest, number: int) -> HttpResponse:
    """POST person: a membership's id. Only those whom the page offers, or has on copy already, can be named (V17)."""
    form = WatchForm("watch", request.POST)
    person = request.POST.get("person", "")
    return _act(request, number, Act.ANSWER, form, lambda case, given, door: _watch(case, person, door))


def _watch(case: Case, chosen: str, door: Door) -> CaseEvent | None:
    people = on_copy(case)
    person = next((one for one in [*people, *to_add(case, people, door)] if str(one.pk) == chosen), None)
    if person is None:
        raise Refused(_("Choose who is put on copy."), field="person")
    return put_on_copy(case, person, **_by(door))


def _by(door: Door) -> dict:
    return {"by": door.membership, "at": door.now}


def _act(request: HttpRequest, number: int, allowed: Act, form: ActForm, verb: Verb) -> HttpResponse:
    """Calls the verb for a case that the reader's scope shows; a refusal comes back at its field."""
    door: Door = request.door  # type: ignore[attr-defined]
    case = door.case(number)
    door.require(allowed)
    key = form.auto_id.removesuffix("-%s")
    if not form.is_valid():
        return again(request, case, bound={key: form})
    try:
        with door.working():
            event = verb(case, form.cleaned_data, door)
    except Refused as refused:
        form.add_refused(refused.reason, refused.field)
        return again(request, case, bound={key: form})
    if event is None:
        messages.info(request, _("It was so already. Nothing was changed."))
    else:
        messages.success(request, _done(event))
    return redirect(page_of(request, number))


def _done(event: CaseEvent) -> str:
    match event.kind:
        case EventKind.OWNED:
            return _("%(name)s owns this case now.") % {"name": Membership.objects.get(pk=event.data["owner"]).name}
        case EventKind.WATCHED:
            return _("%(name)s is on copy now.") % {"name": Membership.objects.get(pk=event.data["person"]).name}
    return _("Done: %(what)s.") % {"what": EventKind(event.kind).label}


def page_of(request: HttpRequest, number: int, anchor: str = "") -> str:
    """The case's address, with the view that the reader came from."""
    door: Door = request.door  # type: ignore[attr-defined]
    came_from = kept(request.POST.get("from", ""))
    return f"{reverse('case', args=[door.vendor.slug, number])}{tail(came_from)}{anchor}"


@vendor_side
@require_http_methods(["GET", "POST"])
def redact(request: HttpRequest, number: int, message: int) -> HttpResponse:
    """GET asks, POST removes the words and files of a message for everybody. The event stays."""
    door: Door = request.door  # type: ignore[attr-defined]
    case = door.case(number)
    door.require(Act.REDACT)
    found = Message.objects.filter(case=case, pk=message).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        with door.working():
            blank(found, by=door.membership, at=door.now)
        messages.success(request, _("The text and its files are removed."))
        return redirect(page_of(request, number))
    context = {
        "title": _("Remove this text?"),
        "lead": found.body[:200],
        "effects": [
            {"icon": "trash", "text": _("The text and its files are gone for everybody, for good.")},
            {"icon": "list", "text": _("That it was there, and that you removed it, stays on the case.")},
        ],
        "submit": _("Remove it"),
        "danger": True,
        "back_url": page_of(request, number),
    }
    return render(request, "portal/confirm.html", context)
