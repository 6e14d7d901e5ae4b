"""Clocks and tables of the three vendors as their files describe them, drafted for 2024 to 2029."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from slas.clock import Clock
from slas.drafting import draft
from slas.policy import VendorText
from slas.policy_text import parse
from slas.terms import Amount, Unit

VENDORS = Path(__file__).parents[2] / "vendors"
BERLIN, NEW_YORK, LOS_ANGELES = (ZoneInfo(f) for f in ("Europe/Berlin", "America/New_York", "America/Los_Angeles"))


@cache
def vendor(slug: str) -> VendorText:
    path = VENDORS / f"{slug}.yaml"
    return parse(path.read_text(), f"vendors/{slug}.yaml")


@cache
def clocks(slug: str) -> dict[str, Clock]:
    return {definition.code: Clock(draft(definition, 2024, 2029)) for definition in vendor(slug).calendars}


def berlin(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN)


def utc(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def minutes(number: int) -> Amount:
    return Amount(number, Unit.MINUTES)


def hours(number: int) -> Amount:
    return Amount(number, Unit.HOURS)


def days(number: int) -> Amount:
    return Amount(number, Unit.DAYS)
