"""Writing to a case: a reply that everybody reads, or an internal note."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.anchors import anchor_of, position_seen
from cases.models import Audience, Case, CaseEvent, EventKind, Status
from cases.refusals import Refused
from cases.verbs.note import note
from cases.verbs.reopen import reopen
from cases.verbs.resolve import resolve
from cases.verbs.say import say as speak
from cases.verbs.take_back import take_back
from cases.verbs.wait_for_partner import wait_for_partner
from cases.words import checked_text
from portal.forms.case_acts import WriteForm
from portal.gates import Door, member
from portal.matter.composer import draft_key
from portal.permissions import Act
from portal.views.case import again
from portal.views.case_acts import page_of


class Missed(Exception):
    """Others have spoken since the writer's page was made."""


@member
@require_POST
def say(request: HttpRequest, number: int) -> HttpResponse:
    """POST kind (reply, note), body, files, then (a status), cause, seen (how many events the writer's page showed).

    A reply is not sent past a message that its writer has not seen: 409, with all that was typed. A form that is
    posted again leads to what it has written already.
    """
    door: Door = request.door  # type: ignore[attr-defined]
    case, form = door.case(number), WriteForm(request.POST, request.FILES)
    is_note = request.POST.get("kind") == "note"
    door.require(Act.NOTE if is_note else Act.ANSWER)
    if not door.membership.is_vendor_side and request.POST.get("then"):
        door.require(Act.TRIAGE)
    if not form.is_valid():
        return again(request, case, write=form)
    try:
        with door.working():
            event = _noted(case, form, door) if is_note else _said(case, form, door)
    except Missed:
        return again(request, case, write=form, status=409, missed=True)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else "body", refused.reason)
        return again(request, case, write=form)
    done = _("The note is on the case.") if is_note else _("Your message is sent.")
    messages.success(request, done, extra_tags=f"draft:{draft_key(case, door)}")
    return redirect(page_of(request, number, f"#{anchor_of(event)}"))


def _noted(case: Case, form: WriteForm, door: Door) -> CaseEvent:
    given = form.cleaned_data
    locked = _locked(case)
    if sent := _sent_before(locked, given, door, EventKind.NOTED):
        return sent
    return note(case, by=door.membership, at=door.now, body=given["body"], files=given["files"])


def _said(case: Case, form: WriteForm, door: Door) -> CaseEvent:
    """The message, and what is set with it, in one transaction. Raises Missed and Refused."""
    given, by_now = form.cleaned_data, {"by": door.membership, "at": door.now}
    locked = _locked(case)
    if sent := _sent_before(locked, given, door, EventKind.SAID):
        return sent
    if _missed(locked, given["seen"] or 0, door):
        raise Missed
    if locked.status == Status.CLOSED:
        door.require(Act.REOPEN)
        event = reopen(case, body=given["body"], files=given["files"], **by_now)
    else:
        event = speak(case, body=given["body"], files=given["files"], **by_now)
    _then(case, given, door)
    return event


def _locked(case: Case) -> Case:
    """Locked before it is looked at: a message cannot slip in between."""
    return Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)


def _sent_before(case: Case, given: dict, door: Door, kind: EventKind) -> CaseEvent | None:
    """A second click, or a browser that asks again after its line broke: the writer's own same words since the
    page was made. Whoever means to say them twice does so on the page that the first post led to.
    """
    if given["seen"] is None:
        return None
    seen = position_seen(case, given["seen"], door.membership)
    since = CaseEvent.objects.filter(case=case, kind=kind, by=door.membership, position__gt=seen)
    return since.filter(message__body=checked_text(given["body"], field="body")).first()


def _missed(case: Case, seen: int, door: Door) -> bool:
    position = position_seen(case, seen, door.membership)
    newer = CaseEvent.objects.filter(case=case, position__gt=position, kind=EventKind.SAID)
    return newer.exclude(by=door.membership).exclude(audience=Audience.INTERNAL).exists()


def _then(case: Case, given: dict, door: Door) -> None:
    """The status that goes with a reply of the vendor; "" leaves it."""
    if not given["then"]:
        return
    door.require(Act.TRIAGE)
    by_now = {"by": door.membership, "at": door.now}
    match given["then"]:
        case Status.OPEN:
            take_back(case, **by_now)
        case Status.WAITING:
            wait_for_partner(case, **by_now)
        case Status.RESOLVED:
            resolve(case, cause=given["cause"], **by_now)
        case _:
            raise Refused(_("Choose a status from the list."))
