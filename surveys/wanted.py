"""What an administrator wants of surveys, and whether it can be: the same rules as for a vendor's file."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cases.refusals import Incomplete
from slas.terms import Unit
from surveys import limits
from surveys.models import Question
from surveys.models.survey import BEST
from tenants.models import ListEntry

Errors = dict[str, str]
_RULE = ("to", "question", "at_most", "case_type", "referred")


@dataclass(frozen=True)
class Offered:
    """The vendor's codes. departments: those with a role, whose people therefore hear of things."""

    departments: Collection[str]
    case_types: Collection[str]


def offered() -> Offered:
    """Runs in the vendor's scope."""
    entries = ListEntry.objects.filter(active=True)
    return Offered(
        {row.code for row in entries.filter(list=ListEntry.Name.DEPARTMENT) if row.settings.get("role")},
        set(entries.filter(list=ListEntry.Name.CASE_TYPE).values_list("code", flat=True)),
    )


def checked_terms(wanted: Mapping[str, Any], known: Offered) -> dict[str, Any]:
    """The values by name of setting, as Vendor.settings holds them. `wanted` has them all.

    Raises Incomplete by field: the setting's name, and "rule_0_to" and the like for the rules.
    """
    errors: Errors = {}
    for name in ("survey_delay", "survey_follow_up"):
        _check_amount(name, wanted[name], errors)
    for name in ("survey_expiry_days", "survey_reminder_days"):
        _check_between(name, wanted[name], 1, limits.DAYS, errors)
    _check_between("survey_low_rating", wanted["survey_low_rating"], 1, limits.LOWEST_FINE - 1, errors)
    days = {"survey_expiry_days", "survey_reminder_days"}
    if not days & errors.keys() and wanted["survey_reminder_days"] >= wanted["survey_expiry_days"]:
        errors["survey_reminder_days"] = _("The reminder comes before the link ends.")
    rules = [
        _rule(index, row, known, errors) for index, row in enumerate(wanted["survey_sharing"]) if not _is_left_out(row)
    ]
    if errors:
        raise Incomplete(errors)
    return {**wanted, "survey_enabled": bool(wanted["survey_enabled"]), "survey_sharing": _once(rules)}


def _check_amount(name: str, amount: Mapping[str, Any], errors: Errors) -> None:
    _check_between(name, amount["number"], 1, limits.AMOUNT, errors)
    if amount["unit"] not in list(Unit):
        errors.setdefault(name, _("Choose minutes, hours or days."))


def _check_between(name: str, number: int | None, low: int, high: int, errors: Errors) -> None:
    if number is None or not low <= number <= high:
        errors[name] = _("Write a whole number from %(low)d to %(high)d.") % {"low": low, "high": high}


def _is_left_out(row: Mapping[str, Any]) -> bool:
    """One that is taken away, or in which nothing was chosen."""
    return bool(row.get("remove")) or not any(row.values())


def _rule(index: int, row: Mapping[str, Any], known: Offered, errors: Errors) -> dict[str, Any]:
    """A rule without the conditions that it does not have."""

    def fault(field: str, words: str) -> None:
        errors.setdefault(f"rule_{index}_{field}", words)

    if row["to"] not in known.departments:
        fault("to", _("Choose the department that is to hear of it."))
    if row.get("question") and row["question"] not in Question.values:
        fault("question", _("Choose one of the three."))
    if bool(row.get("question")) != bool(row.get("at_most")):
        fault("at_most" if row.get("question") else "question", _("A question and its highest rating belong together."))
    if row.get("at_most") and not 1 <= row["at_most"] <= BEST:
        fault("at_most", _("Choose one of the five."))
    if row.get("case_type") and row["case_type"] not in known.case_types:
        fault("case_type", _("Choose one of the case types."))
    return {name: row[name] for name in _RULE if row.get(name)}


def _once(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """In their order, each said once."""
    return [rule for index, rule in enumerate(rules) if rule not in rules[:index]]
