"""Tells what a vendor would owe for a case received at an instant, with the receipt of each due instant.

Listed is what is known at receipt: the initial response, and a resolution where the plan has a target for it. A
next update is owed from the vendor's first word on, so it has no due instant yet and is not listed.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.terms import Terms, clocks_for
from contacts.models import Region
from slas.clock import HorizonError, NaiveInstantError, epoch
from slas.milestones import Milestone
from slas.models import PolicyVersion
from slas.policy import Policy
from slas.receipt import Interval, Receipt, receipt, stamp
from slas.reckoning import Received, reckon
from slas.versions import policy_in_force, table_of
from tenants.models import ListEntry, Vendor
from tenants.scope import unscoped, working


class Command(BaseCommand):
    help = "Previews the targets of a case: when what would be due, and why. A refusal exits with status 2."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--vendor", required=True, help="the vendor's slug")
        parser.add_argument("--severity", required=True, help="a severity of the vendor's policy, such as S2")
        parser.add_argument("--environment", required=True, help="one of the vendor's environments")
        parser.add_argument("--received", required=True, help="the instant with its offset, 2026-03-27T16:30:00+01:00")
        parser.add_argument("--region", help="one of the vendor's regions; without it the first")
        parser.add_argument("--plan", help="one of the policy's plans; without it the standard one")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON and nothing else")

    def handle(self, *args: Any, vendor: str, received: str, as_json: bool, **asked: Any) -> None:
        try:
            at = _instant(received)
            found = self._preview(_vendor(vendor), at, **asked)
        except (HorizonError, NaiveInstantError, PolicyVersion.DoesNotExist) as refused:
            raise _refusal(str(refused)) from refused
        if as_json:
            told = [_as_json(milestone, explained) for milestone, explained in found]
            self.stdout.write(json.dumps({"milestones": told}))
        else:
            self.stdout.write("\n\n".join("\n".join(_lines(*pair)) for pair in found))

    def _preview(
        self, vendor: Vendor, at: datetime, *, severity: str, environment: str, region: str | None, plan: str | None,
        **options: Any,
    ) -> list[tuple[Milestone, Receipt]]:  # fmt: skip
        with working(vendor):
            version = policy_in_force(vendor.pk, at)
            policy = table_of(version)
            _check_severity(policy, severity, _environment(vendor, environment))
            terms = Terms(version, _plan(policy, plan), _region(vendor, region), None)
            targets = terms.targets
            clocks, _versions = clocks_for(vendor.pk, targets)
            milestones = reckon([Received(at, severity)], targets, clocks, policy.severity_rule)
            return [(each, receipt(each, clocks[each.calendar], policy=policy.label)) for each in milestones]


def _refusal(sentence: str) -> CommandError:
    return CommandError(sentence, returncode=2)


def _unknown(what: str, code: str, known: Iterable[str]) -> CommandError:
    return _refusal(f"The {what} “{code}” is unknown (known: {', '.join(known) or 'none'})")


def _instant(text: str) -> datetime:
    """An aware instant in UTC. One without a zone is refused: nobody could say which instant it means."""
    try:
        at = datetime.fromisoformat(text)
        epoch(at)
        return at.astimezone(UTC)
    except NaiveInstantError:
        raise
    except (ValueError, OverflowError):
        raise _refusal(f"“{text}” is not an instant such as 2026-03-27T16:30:00+01:00") from None


def _vendor(slug: str) -> Vendor:
    with unscoped("an administrator previews any vendor's targets by its slug"):
        vendors = {vendor.slug: vendor for vendor in Vendor.objects.order_by("slug")}
    if slug not in vendors:
        raise _unknown("vendor", slug, vendors)
    return vendors[slug]


def _environment(vendor: Vendor, code: str) -> ListEntry:
    entries = ListEntry.objects.filter(vendor=vendor, list=ListEntry.Name.ENVIRONMENT, active=True)
    environments = {entry.code: entry for entry in entries}
    if code not in environments:
        raise _unknown("environment", code, environments)
    return environments[code]


def _region(vendor: Vendor, code: str | None) -> Region:
    regions = {region.code: region for region in Region.objects.filter(vendor=vendor).order_by("position")}
    if code is not None and code not in regions:
        raise _unknown("region", code, regions)
    return regions[code] if code is not None else next(iter(regions.values()))


def _plan(policy: Policy, code: str | None) -> str:
    plans = [plan.code for plan in policy.plans]
    if code is not None and code not in plans:
        raise _unknown("plan", code, plans)
    return code if code is not None else plans[0]


def _check_severity(policy: Policy, code: str, environment: ListEntry) -> None:
    """Refuses an unknown severity, and one for production only elsewhere (R21)."""
    severities = {severity.code: severity for severity in policy.severities}
    if code not in severities:
        raise _unknown("severity", code, severities)
    if severities[code].production_only and not environment.settings.get("production"):
        raise _refusal(f"{code} is for production only, and “{environment.code}” is not a production environment")


def _as_json(milestone: Milestone, explained: Receipt) -> dict[str, Any]:
    due = None if milestone.due_at is None else stamp(milestone.due_at)
    return {"kind": milestone.kind.value, "due_at": due, "receipt": explained.as_json()}


def _lines(milestone: Milestone, explained: Receipt) -> Iterable[str]:
    zone = ZoneInfo(explained.zone)
    assert milestone.due_at is not None, "nothing pauses at receipt"
    due = milestone.due_at.astimezone(zone)
    yield f"{milestone.kind.value}: due {due:%a %Y-%m-%d %H:%M} {explained.zone} ({stamp(milestone.due_at)})"
    yield f"  {explained.policy}"
    yield f"  {explained.row}, calendar {explained.calendar}"
    for interval in explained.intervals:
        yield "  " + _line(interval, zone)
    yield f"  together {_duration(explained.counted_seconds)}"


def _line(interval: Interval, zone: ZoneInfo) -> str:
    start, end = interval.start.astimezone(zone), interval.end.astimezone(zone)
    name = f" ({interval.reason.name.en})" if interval.reason.name else ""
    counted = _duration(interval.counted_seconds) if interval.counted else "-"
    return f"{start:%a %Y-%m-%d %H:%M} to {end:%a %Y-%m-%d %H:%M} {counted:>7}  {interval.reason.code.value}{name}"


def _duration(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds % 3600 // 60:02d}"
