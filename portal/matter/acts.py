"""Which acts a case's page offers its reader, each with its form and a word on what it does to whom."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.escalating import LEVELS
from cases.models import Case, Status
from cases.verbs.escalate import WITH_VENDOR
from portal.desk.choices import Choices
from portal.forms.case_acts import (
    ActForm,
    CategoryForm,
    EmptyForm,
    IncidentForm,
    OwnerForm,
    ProposeForm,
    ReasonForm,
    ReferForm,
    ReopenForm,
    ResolveForm,
    SeenForm,
    SeverityForm,
    WatchForm,
)
from portal.forms.new_case import by_tier
from portal.gates import Door
from portal.matter.facts import severity_label
from portal.notices.linking import linked_to, running_incidents
from portal.permissions import Act
from slas.policy import Policy
from tenants.models import ListEntry, Membership


@dataclass(frozen=True)
class Offer:
    """One act: posted to `url` with `hidden`. `effect` says what happens, `menu` under which button it stands."""

    key: str
    menu: str
    url: str
    form: ActForm
    submit: Any
    hidden: dict[str, str]
    effect: str = ""
    title: str = ""


@dataclass(frozen=True)
class Menu:
    """A button of the case's head that opens its offers."""

    key: str
    label: Any
    icon: str
    offers: list[Offer] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return any(offer.form.errors for offer in self.offers)


@dataclass(frozen=True)
class Acting:
    """Reads what can be chosen; `asked`: the partner waits for a manager; bound holds a form that was refused,
    by its key.
    """

    case: Case
    door: Door
    policy: Policy
    choices: Choices
    asked: bool = False
    bound: dict[str, ActForm] = field(default_factory=dict)

    def menus(self) -> list[Menu]:
        """The menus of the head that have something to offer."""
        icons = {
            "owner": (_("Assign"), "user"),
            "severity": (_("Severity"), "scale"),
            "refer": (_("Refer"), "refer"),
            "escalation": (_("Escalate"), "flag"),
            "over": (_("Resolve"), "check"),
            "status": (_("Status"), "pause"),
            "incident": (_("Incident"), "megaphone"),
        }
        if not self.door.membership.is_vendor_side:
            icons["over"] = (_("Close"), "check")
            icons["escalation"] = (_("Ask for a manager"), "flag")
        if self.case.status == Status.CLOSED:
            icons["over"] = (_("Reopen"), "reply")
        elif self.case.status == Status.RESOLVED and self.door.membership.is_vendor_side:
            icons["over"] = (_("Close or reopen") if self.door.may(Act.CLOSE) else _("Reopen"), "reply")
        menus = {key: Menu(key, label, icon) for key, (label, icon) in icons.items()}
        for offer in self.offers():
            menus[offer.menu].offers.append(offer)
        return [menu for menu in menus.values() if menu.offers]

    def offers(self) -> Iterator[Offer]:
        case, door = self.case, self.door
        triage = door.may(Act.TRIAGE)
        if door.may(Act.ASSIGN) and case.status != Status.CLOSED:
            yield from self._owner()
        if not case.is_over:
            yield from self._severity(triage)
            if triage:
                yield from self._status()
                yield from self._category()
            yield from self._escalation()
        yield from self._end(triage)
        if door.may(Act.LINK_INCIDENT):
            yield from self._incident()

    def _incident(self) -> Iterator[Offer]:
        """Nothing while no incident goes on and none is linked."""
        linked = linked_to(self.case)
        known = {notice.pk for notice in linked}
        others = [notice for notice in running_incidents() if notice.pk not in known]
        if others and not self.case.is_over:
            effect = _("The case is answered when the incident ends. The partner is not told of the link.")
            offered = [
                ("", _("choose…")),
                *((str(notice.pk), notice.current.title) for notice in others if notice.current),
            ]
            yield self._offer(
                "incident",
                "incident",
                "case_incident",
                IncidentForm,
                _("Link"),
                {"act": "link"},
                effect,
                notice=offered,
            )
        for notice in linked:
            if notice.current is not None and not notice.is_over:
                hidden = {"act": "unlink", "notice": str(notice.pk)}
                title = notice.current.title
                yield self._offer("unlink", "incident", "case_incident", EmptyForm, _("Unlink"), hidden, title=title)

    def _owner(self) -> Iterator[Offer]:
        me, effect = self.door.membership, _("The partner sees who owns the case, and is told.")
        if self.case.owner_id != me.pk and any(owner.pk == me.pk for owner in self.choices.owners):
            yield self._offer("take", "owner", "assign", EmptyForm, _("Take it"), {"owner": str(me.pk)}, effect)
        owners = [("", _("choose…")), *((str(owner.pk), owner.name) for owner in self.choices.owners)]
        yield self._offer("owner", "owner", "assign", OwnerForm, _("Assign"), {}, effect, owner=owners)

    def _severity(self, triage: bool) -> Iterator[Offer]:
        case, name = self.case, "severity"
        fitting = [s for s in self.policy.severities if case.in_production or not s.production_only]
        scale = [(s.code, severity_label(self.policy, s.code)) for s in fitting]
        if triage and case.severity_proposed:
            title = _("Proposed: %(severity)s") % {"severity": severity_label(self.policy, case.severity_proposed)}
            effect = _("The partner is told. A raise counts from now.")
            yield self._offer("grant", name, name, EmptyForm, _("Grant"), {"act": "grant"}, effect, title)
            yield self._offer("decline", name, name, EmptyForm, _("Decline"), {"act": "decline"})
        if triage and not case.severity_confirmed:
            current = [(case.severity, severity_label(self.policy, case.severity))]
            ordered = current + [choice for choice in scale if choice[0] != case.severity]
            title, effect = _("Confirm"), _("Confirmed first, then triage goes on. Targets follow it.")
            yield self._offer(
                "confirm", name, name, SeverityForm, _("Confirm severity"), {"act": "confirm"}, effect, title,
                severity=ordered,
            )  # fmt: skip
        if self.door.may(Act.PROPOSE_SEVERITY):
            others = [("", _("choose…")), *(choice for choice in scale if choice[0] != case.severity)]
            effect = _("Your reason is a message that everybody on the case reads. It is discussed, not guaranteed.")
            yield self._offer(
                "propose", name, name, ProposeForm, _("Propose"), {"act": "propose"}, effect, _("Propose another one"),
                severity=others,
            )  # fmt: skip

    def _status(self) -> Iterator[Offer]:
        case = self.case
        departments = [
            (entry.code, entry.label)
            for entry in self.choices.offered(ListEntry.Name.DEPARTMENT)
            if entry.code != case.department
        ]
        effect = _("The partner is told where the case is. Its clocks go on.")
        offered = [("", _("choose…")), *departments]
        if departments:
            yield self._offer(
                "refer", "refer", "set_status", ReferForm, _("Refer"), {"to": "referred"}, effect, department=offered
            )
        if case.status != Status.WAITING:
            effect = _("The clock of the next update pauses until the partner writes.")
            hidden = {"to": "waiting"}
            yield self._offer("wait", "status", "set_status", EmptyForm, _("Set to waiting on partner"), hidden, effect)
        if case.status != Status.OPEN:
            effect = _("The case is with us again; paused clocks go on.")
            yield self._offer("take_back", "status", "set_status", EmptyForm, _("Take back"), {"to": "open"}, effect)

    def _category(self) -> Iterator[Offer]:
        """Nothing where the vendor has no categories (V13, V14)."""
        entries = [entry for entry in self.choices.offered(ListEntry.Name.CATEGORY) if entry.code != self.case.category]
        if not entries:
            return
        effect = _("Services go to Professional Services, support comes back from there; the partner is told of both.")
        offered = [("", _("choose…")), *by_tier(entries)]
        yield self._offer(
            "category", "refer", "case_category", CategoryForm, _("Change it"), {}, effect, _("Support or services"),
            category=offered,
        )  # fmt: skip

    def _escalation(self) -> Iterator[Offer]:
        """A form that was refused is shown again even where the act is no longer offered: it says why."""
        level, may = self.case.escalation_level, self.door.may
        top = len(self.choices.offered(ListEntry.Name.ESCALATION_LEVEL)) or LEVELS
        offered = {
            "seen": may(Act.DEESCALATE) and (level or self.asked),
            "lower": may(Act.DEESCALATE) and level,
            "escalate": may(Act.ESCALATE) and level < top,
            "ask": may(Act.ASK_MANAGER) and self.case.status in WITH_VENDOR and not self.asked,
        }
        for key, (submit, title, effect) in self._about_levels().items():
            if offered[key] or key in self.bound:
                form = SeenForm if key in ("seen", "lower") else ReasonForm
                yield self._offer(key, "escalation", "escalation", form, submit, {"act": key}, effect, title)

    def _about_levels(self) -> dict[str, tuple[str, str, str]]:
        """Button, title and effect of each act on the level."""
        noted = _("The note is internal; the Case Owner is told.")
        if self.asked:
            noted = _("The note is internal. The partner, who asked for a manager, is told that you have seen it.")
        up = _("To %(level)s. The reason is an internal note; managers are told, the partner is not.")
        openly = _("Your reason is a message on the case. The managers of %(vendor)s are told at once.")
        return {
            "seen": (_("I have seen it"), _("Seen"), noted),
            "lower": (_("Lower by one level"), _("Lower it"), noted),
            "escalate": (
                _("Escalate"), _("To management"), up % {"level": self.choices.level(self.case.escalation_level + 1)},
            ),
            "ask": (_("Ask for a manager"), "", openly % {"vendor": self.door.vendor.name}),
        }  # fmt: skip

    def _end(self, triage: bool) -> Iterator[Offer]:
        case, partner = self.case, not self.door.membership.is_vendor_side
        if triage and not case.is_over:
            causes = [(entry.code, entry.label) for entry in self.choices.offered(ListEntry.Name.CAUSE)]
            effect = _("The partner is told. It closes by itself after %(days)d business days without their word.")
            yield self._offer(
                "resolve", "over", "set_status", ResolveForm, _("Resolve"), {"to": "resolved"},
                effect % {"days": case.vendor.close_after_business_days}, cause=[("", _("not known yet")), *causes],
            )  # fmt: skip
        if self.door.may(Act.CLOSE) and case.status != Status.CLOSED:
            submit = _("It is solved, close it") if partner else _("Close without waiting")
            effect = _("%(vendor)s is told. You can reopen it at any time.") % {"vendor": self.door.vendor.name}
            if not partner:
                effect = _("The partner is told, and can reopen it at any time.")
            yield self._offer("close", "over", "set_status", EmptyForm, submit, {"to": "closed"}, effect)
        if self.door.may(Act.REOPEN) and case.is_over and not partner:
            effect = _("The partner is told; a next update is due again.")
            yield self._offer(
                "reopen", "over", "set_status", ReopenForm, _("Reopen"), {"to": "reopened"}, effect, _("Reopen")
            )

    def watching(self, people: list[Membership]) -> Offer | None:
        """Puts somebody on copy (V17); `people` may be added."""
        if not people or not self.door.may(Act.ANSWER):
            return None
        offered = [("", _("choose…")), *((str(person.pk), person.name) for person in people)]
        effect = _("They are told of every further message.")
        return self._offer("watch", "watch", "watch", WatchForm, _("Put on copy"), {}, effect, person=offered)

    def offer_of(
        self, key: str, address: str, form: type[ActForm], submit: str, hidden: dict[str, str], **choices
    ) -> Offer:
        """An act that stands elsewhere than under a button of the head."""
        return self._offer(key, key, address, form, submit, hidden, **choices)

    def _offer(
        self, key: str, menu: str, address: str, form: type[ActForm], submit: str, hidden: dict[str, str],
        effect: str = "", title: str = "", **choices,
    ) -> Offer:  # fmt: skip
        url = reverse(address, args=[self.door.vendor.slug, self.case.number])
        shown = self.bound.get(key) or form(key)
        shown.offer(**choices)
        return Offer(key, menu, url, shown, submit, hidden, effect, title)
