"""When a mail may go: at once, with the next digest, after the quiet hours, or not at all. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifications.models.preference import How, Preference


@dataclass(frozen=True)
class Moment:
    """`at` is the aware UTC instant of the first attempt; `digest` says that it is told together with others."""

    at: datetime
    digest: bool = False


def moment(preference: Preference, how: str, at: datetime, zone: ZoneInfo, *, urgent: bool) -> Moment | None:
    """When a mail about a fact of the aware UTC instant `at` may go; None where the person wants none.

    What is urgent waits for neither digest nor morning: who has chosen mail at all gets it at once.
    """
    if how == How.PORTAL:
        return None
    if urgent:
        return Moment(at)
    if how == How.DIGEST:
        return Moment(next_time(at, preference.digest_at, zone), digest=True)
    return Moment(_after_quiet(preference, at, zone))


def next_time(at: datetime, clock: time, zone: ZoneInfo) -> datetime:
    """The first instant after `at` at which clocks of the zone show `clock`, as a UTC instant.

    A local time that a clock change leaves out moves forward, a repeated one takes the first.
    """
    day = at.astimezone(zone).date()
    for offset in range(3):
        # Through UTC and back: of a wall time that does not exist, zoneinfo's answer lies after the gap.
        found = datetime.combine(day + timedelta(days=offset), clock, zone).astimezone(UTC)
        if found > at:
            return found
    raise AssertionError("every clock time comes within two days")


def _after_quiet(preference: Preference, at: datetime, zone: ZoneInfo) -> datetime:
    begins, ends = preference.quiet_from, preference.quiet_to
    if begins is None or ends is None or begins == ends:
        return at
    local = at.astimezone(zone).time()
    quiet = begins <= local < ends if begins < ends else local >= begins or local < ends
    return _next_showing(at, ends, zone) if quiet else at


def _next_showing(at: datetime, clock: time, zone: ZoneInfo) -> datetime:
    """As next_time(), but a local time that is repeated counts the second time too: the night is over then."""
    again = datetime.combine(at.astimezone(zone).date(), clock, zone).replace(fold=1).astimezone(UTC)
    found = next_time(at, clock, zone)
    exists = again.astimezone(zone).time() == clock  # of a time that a clock change leaves out, it does not
    return min(again, found) if exists and again > at else found
