"""Reads a vendor's settings: each has a value of its own shape, and says where it comes from."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from slas.mail_text import mail_address, mail_case
from slas.marked import Place
from slas.plan_text import amount
from slas.policy import Setting
from slas.row_text import sourced
from slas.terms import SeverityRule

RATED = ("service", "timeliness", "quality")  # what a survey asks for (R41)


LONGEST = 500  # of a survey's delay or task: the calendars reach three years


def settings(place: Place, departments: Mapping[str, bool], case_types: set[str]) -> dict[str, Setting]:
    """By name. Those of surveys may be left out: they have defaults (surveys.terms).

    departments: whether each has a role, and so people who hear of what is shared with it.
    """
    readers = {**_READERS, "survey_sharing": lambda value: _sharing(value, departments, case_types)}
    keys = place.mapping(" ".join(_REQUIRED), " ".join(readers))
    found = {name: _setting(readers[name], row) for name, row in keys.items()}
    _demand_reminder_before_end(keys, found)
    return found


def _setting(read: Callable[[Place], Any], place: Place) -> Setting:
    keys = place.mapping("value", "source assumption")
    return Setting(read(keys["value"]), *sourced(keys, place))


def _days(place: Place) -> int:
    return place.integer(1, 365)


def _business_time(place: Place) -> dict[str, Any]:
    found = amount(place)
    if found.number > LONGEST:
        place.fault(f"“{place.text()}” is longer than {LONGEST} {found.unit.value}")
    return found.as_json()


_REQUIRED = ("close_after_business_days", "contact_transfer_days", "contact_transfer_rule", "severity_rule")
_READERS: dict[str, Callable[[Place], Any]] = {
    "close_after_business_days": _days,
    "contact_transfer_days": _days,
    "contact_transfer_rule": lambda place: place.choice(("at_least", "within")),
    "severity_rule": lambda place: place.choice(tuple(rule.value for rule in SeverityRule)),
    "survey_enabled": lambda place: place.boolean(),
    "survey_delay": _business_time,
    "survey_expiry_days": _days,
    "survey_reminder_days": _days,
    "survey_low_rating": lambda place: place.integer(1, 4),
    "survey_follow_up": _business_time,
    "figures_by_agent": lambda place: place.boolean(),
    "figures_mark_percent": lambda place: place.integer(1, 100),
    "mail_address": mail_address,
    "mail_case": mail_case,
    "mail_language": lambda place: place.choice(("en", "de")),
}


def _sharing(place: Place, departments: Mapping[str, bool], case_types: set[str]) -> list[dict[str, Any]]:
    """Which department is shown which feedback (R43); an empty list shows none."""
    return [_rule(row, departments, case_types) for row in place.items()]


def _rule(place: Place, departments: Mapping[str, bool], case_types: set[str]) -> dict[str, Any]:
    keys = place.mapping("to", "question at_most case_type referred")
    rule: dict[str, Any] = {"to": _known(keys["to"], departments, "department")}
    if not departments.get(rule["to"], True):
        keys["to"].fault(f"Nobody would hear of it: give the department “{rule['to']}” a role")
    if ("question" in keys) != ("at_most" in keys):
        place.fault("“question” and “at_most” belong together")
    if "question" in keys and "at_most" in keys:
        rule |= {"question": keys["question"].choice(RATED), "at_most": keys["at_most"].integer(1, 5)}
    if "case_type" in keys:
        rule["case_type"] = _known(keys["case_type"], case_types, "case type")
    if "referred" in keys:
        rule["referred"] = keys["referred"].boolean()
    return rule


def _known(place: Place, codes: Collection[str], what: str) -> str:
    code = place.code()
    if code and code not in codes:
        place.fault(f"The {what} “{code}” is unknown (known: {', '.join(sorted(codes))})")
    return code


def _demand_reminder_before_end(keys: dict[str, Place], found: dict[str, Setting]) -> None:
    reminder, end = found.get("survey_reminder_days"), found.get("survey_expiry_days")
    if reminder and end and reminder.value >= end.value:
        keys["survey_reminder_days"].fault("A survey's reminder comes before its end")
