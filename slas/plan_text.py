"""Reads severities, plans and their targets."""

import re

from slas.marked import Place
from slas.policy import Plan
from slas.row_text import once, sourced
from slas.terms import REGIONAL, Amount, MilestoneKind, Severity, Target, Unit

_AMOUNT = re.compile(r"(-?\d+(?:\.\d+)?)\s+(?:business\s+)?([a-z]+)")
_UNITS = {name: unit for unit in Unit for name in (unit.value, unit.value[:-1])}


def severities(place: Place) -> tuple[Severity, ...]:
    """The severity scale; the first one is the worst."""
    rows = tuple(_severity(row, rank) for rank, row in enumerate(place.items(), 1))
    if not rows:
        place.fault("A policy has at least one severity")
    once(place, [row.code for row in rows], "severity")
    return rows


def _severity(place: Place, rank: int) -> Severity:
    keys = place.mapping("code name definition production_only", "source assumption")
    name, definition = keys["name"].words(40), keys["definition"].words(1000)
    production_only = keys["production_only"].boolean()
    return Severity(keys["code"].code(), rank, name, definition, production_only, *sourced(keys, place))


def plans(place: Place, scale: tuple[Severity, ...], calendars: set[str]) -> tuple[Plan, ...]:
    """The plans with their targets; the first one is the standard plan."""
    known = {severity.code for severity in scale}, calendars | {REGIONAL}
    found = tuple(_plan(row, *known) for row in place.items())
    if not found:
        place.fault("A policy has at least one plan")
    codes = [plan.code for plan in found]
    once(place, codes, "plan")
    for plan, row in zip(found, place.items(), strict=True):
        if plan.variant_of is not None and plan.variant_of not in codes:
            row.fault(f"The plan “{plan.code}” is a variant of “{plan.variant_of}”, which is no plan")
    return found


def _plan(place: Place, severities: set[str], calendars: set[str]) -> Plan:
    optional = "benefits designated_users priority_queue variant_of source assumption"
    keys = place.mapping("code name targets", optional)
    targets = tuple(_target(row, severities, calendars) for row in keys["targets"].items())
    code = keys["code"].code()
    once(keys["targets"], [f"{target.kind.value}, {target.severity}" for target in targets], "target")
    _complete(place, code, targets, severities)
    return Plan(
        code,
        keys["name"].words(80),
        targets,
        tuple(row.words(400) for row in keys["benefits"].items()) if "benefits" in keys else (),
        keys["designated_users"].integer(1, 10_000) if "designated_users" in keys else None,
        keys["priority_queue"].boolean() if "priority_queue" in keys else False,
        keys["variant_of"].code() if "variant_of" in keys else None,
        *sourced(keys, place),
    )


def _target(place: Place, severities: set[str], calendars: set[str]) -> Target:
    keys = place.mapping("kind severity within calendar", "source assumption")
    kind = MilestoneKind(keys["kind"].choice(tuple(kind.value for kind in MilestoneKind)))
    severity, calendar_code = keys["severity"].code(), keys["calendar"].code()
    if severity and severity not in severities:
        keys["severity"].fault(f"The severity “{severity}” is unknown")
    if calendar_code and calendar_code not in calendars:
        keys["calendar"].fault(f"The calendar “{calendar_code}” is unknown")
    return Target(kind, severity, amount(keys["within"]), calendar_code, *sourced(keys, place))


def amount(place: Place) -> Amount:
    """ "2 hours", "3 days": business time."""
    text = place.text(40)
    match = _AMOUNT.fullmatch(text)
    if match is None:
        place.fault(f"“{text}” is no amount of business time such as “2 hours” or “3 days”")
    elif match[2] not in _UNITS:
        place.fault(f"The unit “{match[2]}” is unknown (known: minutes, hours, days)")
    elif "." in match[1]:
        place.fault(f"“{text}”: an amount is a whole number, take a smaller unit")
    elif not 0 < int(match[1]) <= 100_000:
        place.fault(f"“{text}”: an amount of business time is greater than zero")
    else:
        return Amount(int(match[1]), _UNITS[match[2]])
    return Amount(1, Unit.HOURS)


def _complete(place: Place, plan: str, targets: tuple[Target, ...], severities: set[str]) -> None:
    """Each severity has an initial response (R19)."""
    answered = {target.severity for target in targets if target.kind is MilestoneKind.INITIAL_RESPONSE}
    for severity in sorted(severities - answered):
        place.fault(f"The plan “{plan}” has no target initial_response for {severity}")
