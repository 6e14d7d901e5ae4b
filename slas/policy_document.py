"""A policy as a plain JSON document, the way a policy version keeps it for ever, and back."""

import hashlib
import json
from datetime import date
from typing import Any

from slas.policy import Plan, Policy, Section
from slas.terms import Amount, MilestoneKind, Severity, SeverityRule, Target, Unit, Words


def digest(document: Any) -> str:
    """Equal documents have equal digests: loading the same again makes no new version."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def as_document(policy: Policy) -> dict[str, Any]:
    return {
        "title": policy.title.as_json(),
        "revised": policy.revised.isoformat(),
        "effective_from": policy.effective_from.isoformat(),
        "severity_rule": policy.severity_rule.value,
        "sections": [_section(section) for section in policy.sections],
        "severities": [_severity(severity) for severity in policy.severities],
        "plans": [_plan(plan) for plan in policy.plans],
        **_sourced(policy),
    }


def from_document(document: dict[str, Any]) -> Policy:
    """The policy that as_document() wrote."""
    return Policy(
        title=Words(**document["title"]),
        revised=date.fromisoformat(document["revised"]),
        effective_from=date.fromisoformat(document["effective_from"]),
        severities=tuple(_read_severity(row, rank) for rank, row in enumerate(document["severities"], 1)),
        plans=tuple(_read_plan(row) for row in document["plans"]),
        sections=tuple(
            Section(row["code"], Words(**row["title"]), Words(**row["body"]), *_read_source(row))
            for row in document["sections"]
        ),
        severity_rule=SeverityRule(document["severity_rule"]),
        source=document["source"],
        assumption=document["assumption"],
    )


def _sourced(row: Any) -> dict[str, Any]:
    return {"source": row.source, "assumption": row.assumption}


def _read_source(row: dict[str, Any]) -> tuple[str, bool]:
    return row["source"], row["assumption"]


def _section(section: Section) -> dict[str, Any]:
    title, body = section.title.as_json(), section.body.as_json()
    return {"code": section.code, "title": title, "body": body, **_sourced(section)}


def _severity(severity: Severity) -> dict[str, Any]:
    return {
        "code": severity.code,
        "name": severity.name.as_json(),
        "definition": severity.definition.as_json(),
        "production_only": severity.production_only,
        **_sourced(severity),
    }


def _read_severity(row: dict[str, Any], rank: int) -> Severity:
    name, definition = Words(**row["name"]), Words(**row["definition"])
    return Severity(row["code"], rank, name, definition, row["production_only"], *_read_source(row))


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "code": plan.code,
        "name": plan.name.as_json(),
        "targets": [_target(target) for target in plan.targets],
        "benefits": [benefit.as_json() for benefit in plan.benefits],
        "designated_users": plan.designated_users,
        "priority_queue": plan.priority_queue,
        "variant_of": plan.variant_of,
        **_sourced(plan),
    }


def _read_plan(row: dict[str, Any]) -> Plan:
    return Plan(
        row["code"],
        Words(**row["name"]),
        tuple(_read_target(target) for target in row["targets"]),
        tuple(Words(**benefit) for benefit in row["benefits"]),
        row["designated_users"],
        row["priority_queue"],
        row["variant_of"],
        *_read_source(row),
    )


def _target(target: Target) -> dict[str, Any]:
    return {
        "kind": target.kind.value,
        "severity": target.severity,
        "amount": target.amount.as_json(),
        "calendar": target.calendar,
        **_sourced(target),
    }


def _read_target(row: dict[str, Any]) -> Target:
    amount = Amount(row["amount"]["number"], Unit(row["amount"]["unit"]))
    return Target(MilestoneKind(row["kind"]), row["severity"], amount, row["calendar"], *_read_source(row))
