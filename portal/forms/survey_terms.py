"""The form of an administrator for surveys' settings. Whether what it says can be, surveys.wanted decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.forms.fields import Code
from slas.terms import Unit
from surveys import limits
from surveys.models import Question
from surveys.terms import DEFAULTS, value_of
from surveys.wording import SCALE, SHORT

# The settings whose value stands in two fields; the first one has the setting's name.
AMOUNTS = ("survey_delay", "survey_follow_up")
RULE = ("to", "question", "at_most", "case_type", "referred", "remove")
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Lists:
    """What rules can name: [(code, label)]."""

    departments: Choices
    case_types: Choices


def _units() -> list[tuple[str, str]]:
    return [
        (Unit.MINUTES.value, gettext("minutes of business time")),
        (Unit.HOURS.value, gettext("business hours")),
        (Unit.DAYS.value, gettext("business days")),
    ]


def _low_ratings() -> list[tuple[int, str]]:
    return [(number, at_most(number)) for number in range(1, limits.LOWEST_FINE)]


def at_most(number: int) -> str:
    """ "2 or less (Poor)"; for the worst one "1 (Very poor)"."""
    words = gettext("%(number)d (%(word)s)") if number == 1 else gettext("%(number)d or less (%(word)s)")
    return words % {"number": number, "word": SCALE[number]}


def _number(label: str, most: int, help_text: str = "") -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "input", "min": 1, "max": most, "inputmode": "numeric"})
    errors = dict.fromkeys(("invalid", "required"), _("Write a whole number."))
    return forms.IntegerField(label=label, error_messages=errors, widget=widget, help_text=help_text)


def _unit() -> forms.ChoiceField:
    widget = forms.Select(attrs={"class": "input"})
    return forms.ChoiceField(label=_("Unit"), choices=lazy(_units, list), widget=widget)


class SurveyTermsForm(forms.Form):
    """`rules` is how many rules of sharing it shows. A rule without a department is left out."""

    use_required_attribute = False

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    survey_enabled = forms.BooleanField(label=_("Ask how it went when a case is closed"), required=False)
    survey_delay = _number(_("Invitation after the closing"), limits.AMOUNT)
    survey_delay_unit = _unit()
    survey_expiry_days = _number(_("The link works for"), limits.DAYS, _("Until then an answer can be changed."))
    survey_reminder_days = _number(
        _("Reminder after the invitation"), limits.DAYS, _("One, and only to who has not answered.")
    )
    survey_low_rating = forms.TypedChoiceField(
        label=_("What counts as a low rating"), choices=lazy(_low_ratings, list), coerce=int
    )
    survey_follow_up = _number(_("Such a task is due after"), limits.AMOUNT)
    survey_follow_up_unit = _unit()

    def __init__(self, data=None, *, entries: Mapping[str, Any], seen: int, rules: int, lists: Lists):
        stored = {name: value_of(entries, name) for name in DEFAULTS}
        super().__init__(data, initial=_initial(stored, seen))
        self.count = rules
        for index in range(rules):
            row = stored["survey_sharing"][index] if index < len(stored["survey_sharing"]) else {}
            self._add_rule(index, row, lists)

    def _add_rule(self, index: int, row: Mapping[str, Any], lists: Lists) -> None:
        """`row` is the stored rule, empty for one that is to be added."""
        offered: dict[str, tuple[str, str, Choices]] = {
            "to": (_("Department"), _("choose a department"), _with(lists.departments, row.get("to"))),
            "question": (_("Rated question"), _("whatever was rated"), [(q.value, str(SHORT[q])) for q in Question]),
            "at_most": (_("Highest rating"), _("any rating"), [(str(n), at_most(n)) for n in SCALE]),
            "case_type": (_("Case type"), _("any case type"), _with(lists.case_types, row.get("case_type"))),
        }
        for name, (label, none, choices) in offered.items():
            widget = forms.Select(attrs={"class": "input"})
            field = Code(label=label, initial=str(row.get(name, "")), widget=widget)
            field.choices = [("", none), *choices]
            self.fields[f"rule_{index}_{name}"] = field
        yes_or_no = {"referred": _("Only where the case was referred to this department")}
        if row:
            yes_or_no["remove"] = _("Take this rule away")
        for name, label in yes_or_no.items():
            field = forms.BooleanField(label=label, required=False, initial=bool(row.get(name)))
            self.fields[f"rule_{index}_{name}"] = field

    def rules(self) -> list[dict[str, forms.BoundField]]:
        """The fields of each rule by name; `remove` where it is a stored one."""
        return [
            {name: self[key] for name in RULE if (key := f"rule_{index}_{name}") in self.fields}
            for index in range(self.count)
        ]

    def wanted(self) -> dict[str, Any]:
        """The settings by name; of each rule what was chosen."""
        given = self.cleaned_data
        plain = {name: given[name] for name in DEFAULTS if name not in (*AMOUNTS, "survey_sharing")}
        amounts = {name: {"number": given[name], "unit": given[f"{name}_unit"]} for name in AMOUNTS}
        return {**plain, **amounts, "survey_sharing": [self._wanted(index) for index in range(self.count)]}

    def _wanted(self, index: int) -> dict[str, Any]:
        row = {name: self.cleaned_data.get(f"rule_{index}_{name}", "") for name in RULE}
        return {**row, "at_most": int(row["at_most"]) if row["at_most"].isdigit() else 0}

    def refuse(self, errors: Mapping[str, str]) -> None:
        for field, words in errors.items():
            self.add_error(field if field in self.fields else None, words)


def _initial(stored: Mapping[str, Any], seen: int) -> dict[str, Any]:
    initial = {name: value for name, value in stored.items() if name not in (*AMOUNTS, "survey_sharing")}
    for name in AMOUNTS:
        initial |= {name: stored[name]["number"], f"{name}_unit": stored[name]["unit"]}
    return {**initial, "seen": seen}


def _with(choices: Choices, stored: str | None) -> Choices:
    """What is stored is offered too, also when the lists no longer have it: a rule must not vanish unseen."""
    if not stored or stored in dict(choices):
        return choices
    return [
        *choices,
        (stored, gettext("%(code)s (hears of nothing: not in the list, or without a role)") % {"code": stored}),
    ]
