"""Where milestones stand at an instant, as chips: for one case, or for a page of cases with one query.

A row holds what does not depend on the present; what is used and left is measured on its calendar's clock.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import F, Q, Value, When
from django.utils.translation import gettext

from cases.models import Case, Milestone
from cases.models.milestone import name_of
from portal.chips import Chip, clock_chip
from portal.context import address
from slas.clock import Clock, epoch
from slas.models import CalendarVersion
from slas.versions import clock_of

KEPT = 64  # clocks of calendar versions that a process keeps; versions never change

_known: dict[tuple[int, str], Clock] = {}


@dataclass(frozen=True)
class Standing:
    """`state` is one of portal.chips.STATES; `used` counted seconds, of `row.budget_seconds`; more once it is late."""

    state: str
    used: int

    def left(self, row: Milestone) -> int:
        """Counted seconds until it is due, below zero once it is late."""
        return row.budget_seconds - self.used


def standing(row: Milestone, clock: Clock, now: datetime) -> Standing:
    """Where a milestone stands at the aware instant `now`, on the clock of its calendar version. Past what that
    version covers nothing more is counted: a chip is not worth a page that fails.
    """
    if row.met_at or row.ended_at:
        return Standing("breached" if row.breached_at else "met", row.used_seconds)
    if row.due_at is None:
        return Standing("paused", row.used_seconds)
    due, at = epoch(row.due_at), min(epoch(now), clock.horizon[1])
    if row.due_at <= now:
        return Standing("breached", row.budget_seconds + clock.measure(due, at))
    state = "at_risk" if row.warn_at and row.warn_at <= now else "running"
    return Standing(state, max(0, row.budget_seconds - clock.measure(at, due)))


@dataclass(frozen=True)
class Reader:
    """For whom chips are made: `slug` of the vendor's address, `partner` for the words, `now` an aware UTC instant."""

    slug: str
    partner: bool
    now: datetime

    @classmethod
    def behind(cls, door) -> "Reader":
        return cls(door.vendor.slug, not door.membership.is_vendor_side, door.now)


def chip_of(
    row: Milestone, number: int, reader: Reader, clock: Clock, *, large: bool = False, link: bool = True
) -> Chip:
    """The chip of one milestone of the case with that number, by default linked to its receipt."""
    stands = standing(row, clock, reader.now)
    return clock_chip(
        state=stands.state,
        name=name_of(row.kind),
        used=stands.used,
        target=row.budget_seconds,
        now=reader.now,
        due=row.due_at or row.breached_at,
        met=row.met_at,
        waits=gettext("Waits on you") if reader.partner else "",
        href=address("receipt", reader.slug, number, row.pk) if link else "",
        large=large,
    )


def chips(cases: Iterable[Case], reader: Reader) -> dict[int, Chip]:
    """The chip of each case's foremost milestone, by the case's id; a case without any has none."""
    numbers = {case.pk: case.number for case in cases}
    rows = foremost(numbers)
    clocks = clocks_of(rows.values())
    return {pk: chip_of(row, numbers[pk], reader, clocks[row.calendar_version_id]) for pk, row in rows.items()}


def foremost(case_ids: Iterable[int]) -> dict[int, Milestone]:
    """Of each case the running milestone that is due first, a paused one after these, else the one met last."""
    over = Q(met_at__isnull=False) | Q(ended_at__isnull=False)
    rows = (
        Milestone.objects.filter(case__in=list(case_ids))
        .exclude(ended_at__isnull=False, breached_at__isnull=True)
        .annotate(
            over=models.Case(When(over, then=Value(1)), default=Value(0)),
            first_due=models.Case(When(~over, then=F("due_at"))),
            digest=F("calendar_version__digest"),
        )
        .order_by("case", "over", F("first_due").asc(nulls_last=True), F("met_at").desc(nulls_last=True), "-id")
        .distinct("case")
    )
    return {row.case_id: row for row in rows}


def of_case(case: Case) -> list[Milestone]:
    """All milestones of one case, as they started."""
    rows = Milestone.objects.filter(case=case).annotate(digest=F("calendar_version__digest"))
    return list(rows.order_by("started_at", "id"))


def clocks_of(rows: Iterable[Milestone]) -> dict[int, Clock]:
    """The clocks of the rows' calendar versions by the version's id."""
    return clocks_of_versions({(row.calendar_version_id, row.digest) for row in rows})  # type: ignore[attr-defined]


def clocks_of_versions(wanted: Collection[tuple[int, str]]) -> dict[int, Clock]:
    """Clocks by the id of the calendar version, for (id, digest); a version is read once in a process's life."""
    if len(_known) > KEPT:
        _known.clear()
    missing = [pk for pk, digest in wanted if (pk, digest) not in _known]
    if missing:
        for version in CalendarVersion.objects.filter(pk__in=missing):
            _known[version.pk, version.digest] = clock_of(version)
    return {pk: _known[pk, digest] for pk, digest in wanted}
