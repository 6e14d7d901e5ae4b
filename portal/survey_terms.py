"""Surveys' settings in words: where each value comes from, what a change was, who hears of feedback."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.forms.survey_terms import Lists, at_most
from portal.policies import assumption_word
from portal.promises import amount_in_words
from slas.terms import Amount, Unit
from surveys.models import Question, State, Survey
from surveys.terms import DEFAULTS
from surveys.verbs.change_terms import changes_of_terms
from surveys.wording import SHORT
from tenants.models import ListEntry, Membership, SettingChange
from tenants.roles import Role
from tenants.vendor_settings import file_entry, is_changed


def label_of(name: str) -> str:
    return {
        "survey_enabled": _("Surveys"),
        "survey_delay": _("Time until the invitation"),
        "survey_expiry_days": _("How long the link works"),
        "survey_reminder_days": _("Reminder"),
        "survey_low_rating": _("Low rating"),
        "survey_follow_up": _("Due time of a task"),
        "survey_sharing": _("Sharing"),
    }[name]


@dataclass(frozen=True)
class Origin:
    """Where a value comes from. mark: "assumption" or "changed"; source: the document; file: what the vendor's file
    says, in words, where the portal has changed it (silent: nothing, so it is the default); change: the last one.
    """

    mark: str = ""
    source: str = ""
    file: list[str] | None = None
    change: SettingChange | None = None
    silent: bool = False


class Vocabulary:
    """The vendor's lists by code, read once; in the vendor's scope."""

    def __init__(self) -> None:
        entries = list(ListEntry.objects.filter(list__in=[ListEntry.Name.DEPARTMENT, ListEntry.Name.CASE_TYPE]))
        self.labels = {(row.list, row.code): row.label for row in entries}
        self.departments = [row for row in entries if row.list == ListEntry.Name.DEPARTMENT and row.active]
        self.case_types = [row for row in entries if row.list == ListEntry.Name.CASE_TYPE and row.active]

    def lists(self) -> Lists:
        """What rules can name; a department without a role has nobody who would hear of it."""
        heard = [row for row in self.departments if row.settings.get("role")]
        return Lists([(row.code, row.label) for row in heard], [(row.code, row.label) for row in self.case_types])

    def department(self, code: str) -> str:
        return self.labels.get((ListEntry.Name.DEPARTMENT, code), code)

    def case_type(self, code: str) -> str:
        return self.labels.get((ListEntry.Name.CASE_TYPE, code), code)


def in_words(name: str, value: Any, words: Vocabulary) -> list[str]:
    """The value of a setting as lines; rules of sharing have one each."""
    match name:
        case "survey_enabled":
            return [_("are sent") if value else _("are not sent")]
        case "survey_delay" | "survey_follow_up":
            return [amount_in_words(Amount(value["number"], Unit(value["unit"])), None)]
        case "survey_low_rating":
            return [at_most(value)]
        case "survey_sharing":
            return [_rule_in_words(rule, words) for rule in value] or [_("with nobody")]
    return [ngettext("%(number)d day", "%(number)d days", value) % {"number": value}]


def _rule_in_words(rule: Mapping[str, Any], words: Vocabulary) -> str:
    """ "Product Management: Quality 2 or less (Poor)"."""
    conditions = []
    if "question" in rule:
        conditions.append(f"{SHORT[Question(rule['question'])]} {at_most(rule['at_most'])}")
    if "case_type" in rule:
        conditions.append(_("case type %(label)s") % {"label": words.case_type(rule["case_type"])})
    if rule.get("referred"):
        conditions.append(_("referred to it"))
    return f"{words.department(rule['to'])}: {', '.join(conditions) or _('every answer')}"


def origins(entries: Mapping[str, Any], words: Vocabulary) -> dict[str, Origin]:
    """By name of the setting."""
    last = {change.name: change for change in changes_of_terms()}
    return {name: _origin(name, entries.get(name), last.get(name), words) for name in DEFAULTS}


def _origin(name: str, entry: dict | None, change: SettingChange | None, words: Vocabulary) -> Origin:
    said = file_entry(entry)
    source, ours = said["source"] if said else "", said is None or said["assumption"]
    if not is_changed(entry):
        return Origin(assumption_word(partner=False) if ours else "", source, change=change)
    value = said["value"] if said else DEFAULTS[name]
    return Origin(
        _("changed here"), source or assumption_word(partner=False), in_words(name, value, words), change, said is None
    )


@dataclass(frozen=True)
class Line:
    """A change in words. who: "" for the vendor's file."""

    at: datetime
    who: str
    label: str
    before: list[str]
    after: list[str]


def history(words: Vocabulary, most: int) -> list[Line]:
    """The newest first."""

    def said(change: SettingChange, entry: dict | None) -> list[str]:
        return in_words(change.name, entry["value"] if entry else DEFAULTS[change.name], words)

    return [
        Line(row.at, row.by.name if row.by else "", label_of(row.name), said(row, row.before), said(row, row.after))
        for row in changes_of_terms().reverse()[:most]
    ]


@dataclass(frozen=True)
class Hearers:
    """A department: its role's name ("" without one) and how many people have it."""

    label: str
    role: str
    count: int


def hearers(words: Vocabulary) -> list[Hearers]:
    """Who would hear of what is shared with each department."""
    roles = list(Membership.objects.active().of_vendor_side().values_list("role", flat=True))
    return [
        Hearers(row.label, str(Role(role).label) if role else "", roles.count(role) if role else 0)
        for row in words.departments
        for role in [row.settings.get("role", "")]
    ]


def underway() -> dict[str, int]:
    """How many surveys wait to be sent, and how many can be answered: what a change does not touch."""
    counted = {state: Survey.objects.filter(state=state).count() for state in (State.PLANNED, State.OPEN)}
    return {"planned": counted[State.PLANNED], "open": counted[State.OPEN]}
