"""Where one writes to a case: who reads it, what it does, and what can be set with it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cases import limits
from cases.models import Case, Status
from portal.desk.choices import STATUS_WORDS, Choices
from portal.forms.case_acts import WriteForm
from portal.gates import Door
from portal.permissions import Act
from tenants.models import ListEntry, Membership

THEN = (Status.OPEN, Status.WAITING, Status.RESOLVED)


@dataclass(frozen=True)
class Composer:
    """What templates/portal/case/composer.html draws. `people` is how many are told of a reply."""

    form: WriteForm
    may_note: bool
    kind: str
    recipients: str
    people: int
    statuses: list[dict]
    causes: list[tuple[str, str]]
    effect: Any
    draft_key: str
    bound: bool
    submit: str
    max_bytes: int
    max_files: int

    @property
    def errors(self) -> list[str]:
        """What is wrong besides the text and the files, which say it themselves."""
        return [error for name in ("then", "cause", "kind") for error in self.form[name].errors]


def composer_of(
    case: Case, door: Door, choices: Choices, copied: list[Membership], form: WriteForm, effect: Any
) -> Composer | None:
    """None for those who only read."""
    if not door.may(Act.ANSWER):
        return None
    vendor_side = door.membership.is_vendor_side
    told = told_people(case, door, copied)
    return Composer(
        form=form,
        may_note=door.may(Act.NOTE),
        kind="note" if form["kind"].value() == "note" else "reply",
        recipients=_recipients(case, door, copied),
        people=len(told),
        statuses=_statuses(case, form, choices) if vendor_side and not case.is_over else [],
        causes=[(entry.code, entry.label) for entry in choices.offered(ListEntry.Name.CAUSE)] if vendor_side else [],
        effect=effect if vendor_side else _partner_effect(case, door),
        draft_key=draft_key(case, door),
        bound=form.is_bound,
        submit=_submit(case, vendor_side, len(told)),
        max_bytes=limits.file_bytes(),
        max_files=limits.files(),
    )


def draft_key(case: Case, door: Door) -> str:
    """Where the browser keeps the draft: one for each case and membership, on its own device."""
    return f"case-{door.vendor.slug}-{case.number}-{door.membership.pk}"


def told_people(case: Case, door: Door, copied: list[Membership]) -> list[Membership]:
    """Who is told of an open message: contact, owner, people on copy; nobody of what they wrote themselves."""
    everybody = {person.pk: person for person in (case.contact, case.owner, *copied) if person and person.active}
    everybody.pop(door.membership.pk, None)
    return list(everybody.values())


def _recipients(case: Case, door: Door, copied: list[Membership]) -> str:
    """ "to Jonas Petersen; Aylin Demir and M. Thomsen on copy"."""
    vendor_side = door.membership.is_vendor_side
    if vendor_side:
        first = case.contact.name
    else:
        first = case.owner.name if case.owner else door.vendor.name
    others = [person.name for person in copied if person.pk != door.membership.pk and person.name != first]
    if not vendor_side and case.contact_id != door.membership.pk:
        others.insert(0, case.contact.name)
    if not others:
        return _("to %(name)s") % {"name": first}
    return _("to %(name)s; %(others)s on copy") % {"name": first, "others": ", ".join(others)}


def _statuses(case: Case, form: WriteForm, choices: Choices) -> list[dict]:
    """The first leaves the case as it is; a new one is with us once it was answered."""
    chosen = form["then"].value() or ""
    stays = Status.OPEN if case.status == Status.NEW else Status(case.status)
    label = STATUS_WORDS[stays]()
    if case.department:
        label = _("With %(department)s") % {"department": choices.label(ListEntry.Name.DEPARTMENT, case.department)}
    offered = [("", label)]
    offered += [(status.value, STATUS_WORDS[status]()) for status in THEN if status != stays]
    return [{"value": value, "label": label, "selected": value == chosen} for value, label in offered]


def _partner_effect(case: Case, door: Door) -> str:
    vendor = {"vendor": door.vendor.name}
    match case.status:
        case Status.WAITING:
            return _("Sending brings the case back to %(vendor)s, and its clock goes on.") % vendor
        case Status.RESOLVED:
            return _("Sending reopens the case: say what is still wrong. %(vendor)s owes you an update again.") % vendor
        case Status.CLOSED:
            return _("Sending reopens the case: say what is still wrong. %(vendor)s owes you an update again.") % vendor
    return _("%(vendor)s is told at once.") % vendor


def _submit(case: Case, vendor_side: bool, people: int) -> str:
    if case.status == Status.CLOSED or (case.status == Status.RESOLVED and not vendor_side):
        return _("Send and reopen")
    if not people:
        return _("Send")
    return _("Send to 1 person") if people == 1 else _("Send to %(people)d people") % {"people": people}
