"""Where milestones stand at an instant, as chips: for one case, or for a page of cases with one query.

A row holds what does not depend on the present; what is used and left is measured on its calendar's clock.
"""

from collections.abc import Iterable, Mapping
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
from slas.versions import clocks_with_ids


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


def chips(cases: Iterable[Case], rows: Mapping[int, Milestone], reader: Reader) -> dict[int, Chip]:
    """The chip of each case's foremost milestone (`rows`), by the case's id; a case without any has none."""
    clocks = clocks_of(rows.values())
    return {
        case.pk: chip_of(row, case.number or 0, reader, clocks[row.calendar_version_id])
        for case in cases
        if (row := rows.get(case.pk))
    }


def foremost(case_ids: Iterable[int]) -> dict[int, Milestone]:
    """Of each case the running milestone that is due first, a paused one after these, else the one met last."""
    over = Q(met_at__isnull=False) | Q(ended_at__isnull=False)
    rows = (
        Milestone.objects.filter(case__in=list(case_ids))
        .exclude(ended_at__isnull=False, breached_at__isnull=True)
        .annotate(
            over=models.Case(When(over, then=Value(1)), default=Value(0)),
            first_due=models.Case(When(~over, then=F("due_at"))),
        )
        .order_by("case", "over", F("first_due").asc(nulls_last=True), F("met_at").desc(nulls_last=True), "-id")
        .distinct("case")
    )
    return {row.case_id: row for row in rows}


def of_case(case: Case) -> list[Milestone]:
    """All milestones of one case, as they started."""
    return list(Milestone.objects.filter(case=case).order_by("started_at", "id"))


def clocks_of(rows: Iterable[Milestone]) -> dict[int, Clock]:
    """The clocks of the rows' calendar versions by the version's id; a version is read once in a process's life."""
    return clocks_with_ids({row.calendar_version_id for row in rows})
