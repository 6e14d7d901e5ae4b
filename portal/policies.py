"""A policy version in words, for its page: plans with their targets, hours of the regions, holidays."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language, gettext

from contacts.models import Region
from portal.clocks import name_of
from portal.hours import Now, calendar_in_words, holidays_in_words, knows_no_night, now_in_words
from portal.promises import promise_in_words
from slas.clock import Clock
from slas.models import CalendarVersion
from slas.policy import Plan, Policy
from slas.terms import REGIONAL, MilestoneKind, Target
from slas.versions import clock_of, newest_calendars


@dataclass(frozen=True)
class Cell:
    """A target: `promise` is "" where the plan has none; `source` names the document, `assumption` marks ours."""

    promise: str
    source: str = ""
    assumption: bool = False
    calendar: str = ""


@dataclass(frozen=True)
class PlanInWords:
    code: str
    name: str
    source: str
    assumption: bool
    benefits: list[str]
    kinds: list[str]
    rows: list[tuple[object, list[Cell]]]  # severity of the policy, a cell for each kind


@dataclass(frozen=True)
class Hours:
    """A calendar in words, with its holidays by year, this one and the next."""

    name: str
    now: Now
    text: str
    holidays: list[tuple[int, list[dict]]]
    closes_on_holidays: bool
    source: str
    assumption: bool


def plans_in_words(policy: Policy, calendars: dict[str, Clock]) -> list[PlanInWords]:
    return [_plan(plan, policy, calendars) for plan in policy.plans]


def _plan(plan: Plan, policy: Policy, calendars: dict[str, Clock]) -> PlanInWords:
    targets = {(target.kind, target.severity): target for target in plan.targets}
    kinds = [kind for kind in MilestoneKind if any(target.kind is kind for target in plan.targets)]
    return PlanInWords(
        code=plan.code,
        name=plan.name.say(_language()),
        source=plan.source,
        assumption=plan.assumption,
        benefits=[benefit.say(_language()) for benefit in plan.benefits],
        kinds=[name_of(kind) for kind in kinds],
        rows=[
            (severity, [_cell(targets.get((kind, severity.code)), calendars) for kind in kinds])
            for severity in policy.severities
        ],
    )


def _cell(target: Target | None, calendars: dict[str, Clock]) -> Cell:
    if target is None:
        return Cell("")
    clock = calendars.get(target.calendar) if target.calendar != REGIONAL else None
    own = clock.definition if clock else None
    # Where the promise tells the hours itself, the calendar's name would say them again.
    name = own.name.say(_language()) if own and not knows_no_night(own.hours) else ""
    return Cell(promise_in_words(target.amount, own), target.source, target.assumption, name)


def clocks_of_policy(vendor_id: int, policy: Policy, regions: list[Region]) -> dict[str, tuple[Clock, CalendarVersion]]:
    """The newest version of every calendar that the regions or the policy's rows name, by code."""
    named = [region.calendar for region in regions]
    named += [target.calendar for plan in policy.plans for target in plan.targets if target.calendar != REGIONAL]
    versions = newest_calendars(vendor_id, named)
    return {code: (clock_of(version), version) for code, version in versions.items()}


def hours_in_words_of(
    regions: list[Region], clocks: dict[str, tuple[Clock, CalendarVersion]], now: datetime
) -> Iterator[Hours]:
    """Each region with its calendar, then the calendars that only targets name."""
    named = {region.calendar for region in regions}
    for region in regions:
        yield _hours(region.name, *clocks[region.calendar], now)
    for code, (clock, version) in clocks.items():
        if code not in named:
            yield _hours(clock.definition.name.say(_language()), clock, version, now)


def _hours(name: str, clock: Clock, version: CalendarVersion, now: datetime) -> Hours:
    definition = clock.definition
    year = timezone.localtime(now).year
    days = holidays_in_words(version.holidays, (year, year + 1))
    return Hours(
        name=name,
        now=now_in_words(clock, now),
        text=calendar_in_words(definition),
        holidays=[(one, [day for day in days if day["day"].year == one]) for one in (year, year + 1)] if days else [],
        closes_on_holidays=bool(definition.holidays and definition.holidays.close),
        source=definition.source,
        assumption=definition.assumption,
    )


def assumption_word(*, partner: bool) -> str:
    """How an own default is marked beside its row."""
    return gettext("vendor’s default") if partner else gettext("assumption")


def _language() -> str:
    return get_language() or "en"
