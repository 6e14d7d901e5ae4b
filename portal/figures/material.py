"""What a page of figures is made of, asked for once: sums of the period, its pieces and the period before."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.figures import asking
from cases.figures.asking import Row, Spreads, Sum, net
from cases.figures.periods import Grain, Period
from cases.models.figures import Of, What
from portal.desk.choices import Choices
from portal.figures.lens import Lens
from portal.instants import worded
from slas.terms import MilestoneKind, Severity
from tenants.models import in_language


@dataclass(frozen=True)
class Tally:
    """How often a target was met and missed."""

    met: int = 0
    late: int = 0
    ended: int = 0

    @property
    def decided(self) -> int:
        return self.met + self.late


class Material:
    """Each property is one query at most; the rows are the daily sums'."""

    def __init__(self, lens: Lens):
        self.lens, self.period = lens, lens.period
        self.pieces = self.period.pieces()

    @cached_property
    def rows(self) -> list[Row]:
        """Sums of every piece; those of the period before carry the number that follows the last piece."""
        return asking.sums(self.lens.scope, [*self.pieces, self.period.before])

    @cached_property
    def backlog_before(self) -> int:
        """Open cases when the period began."""
        return asking.backlog(self.lens.scope, self.period.start)

    @cached_property
    def backlog_long_before(self) -> int:
        """Open cases when the period before began."""
        return self.backlog_before - sum(net(row) for row in self.rows if self.is_before(row))

    @cached_property
    def _spreads(self) -> list[Spreads]:
        return asking.spreads(self.lens.scope, self.period, self.period.before)

    @property
    def spreads(self) -> Spreads:
        return self._spreads[0]

    @property
    def spreads_before(self) -> Spreads:
        return self._spreads[1]

    @cached_property
    def by_partner(self) -> list[dict[int, Counter]]:
        """In the period, and in the one before."""
        return asking.by_each(self.lens.scope, Of.PARTNER, self.period, self.period.before)

    @cached_property
    def by_owner(self) -> list[dict[int, Counter]]:
        return asking.by_each(self.lens.scope, Of.OWNER, self.period, self.period.before)

    @cached_property
    def severities(self) -> list[Severity]:
        """The scale in force, worst first, with what older cases still have at its end."""
        return Choices(self.lens.door.vendor, self.lens.door.now).severities

    @cached_property
    def scale(self) -> list[tuple[int, str, str]]:
        """Rank, code and name of the scale in force; codes that only older cases have come last, with no name."""
        known = [(row.rank, row.code, in_language(row.name.en, row.name.de)) for row in self.severities]
        codes = {code for _rank, code, _name in known}
        last = max((rank for rank, _code, _name in known), default=0)
        return known + [(last + 1, code, "") for code in sorted({row.severity for row in self.rows} - codes)]

    def is_before(self, row: Row) -> bool:
        return row.piece == len(self.pieces)

    def count(self, what: What, *, before: bool = False) -> int:
        return sum(row.sum.number for row in self.rows if row.what == what and self.is_before(row) == before)

    def by_piece(self, what: What) -> list[int]:
        found = Counter()
        for row in self.rows:
            if row.what == what:
                found[row.piece] += row.sum.number
        return [found[number] for number in range(len(self.pieces))]

    @cached_property
    def _tallied(self) -> Counter:
        """How often, by kind, severity (None: all), piece (None: the period, -1: the one before) and what happened."""
        found: Counter = Counter()
        for row in self.rows:
            for severity in (row.severity, None):
                for piece in (-1,) if self.is_before(row) else (row.piece, None):
                    found[row.kind, severity, piece, row.what] += row.sum.number
        return found

    def tally(
        self, kind: MilestoneKind, severity: str | None = None, piece: int | None = None, *, before: bool = False
    ) -> Tally:
        """Of one severity and one piece, or of all of them."""
        key = kind.value, severity, -1 if before else piece
        return Tally(*(self._tallied[*key, what.value] for what in (What.MET, What.LATE, What.ENDED)))

    def kinds(self) -> list[MilestoneKind]:
        """The kinds of targets that anything was counted for; initial response always."""
        there = {row.kind for row in self.rows if not self.is_before(row)}
        return [kind for kind in MilestoneKind if kind in there or kind == MilestoneKind.INITIAL_RESPONSE]

    @cached_property
    def resolved(self) -> dict[str, Sum]:
        """The time of resolved cases by severity."""
        found: dict[str, Sum] = defaultdict(Sum)
        for row in self.rows:
            if row.what == What.RESOLVED and not self.is_before(row):
                found[row.severity] += row.sum
        return found

    def behind(self, figure: str, period: Period | None = None, **more: str) -> str:
        """The address of the cases behind a figure of this page."""
        query = self.lens.query(period or self.period, figure=figure, **more)
        return f"{reverse('figure_cases', args=[self.lens.door.vendor.slug])}?{query}"


def piece_name(piece: Period, grain: Grain) -> str:
    """ "Mon 6", "W15" or "Apr", for the heads of columns and the ends of axes."""
    match grain:
        case Grain.DAY:
            return worded(piece.first, "small_row")
        case Grain.WEEK:
            return _("W%(week)d") % {"week": piece.first.isocalendar().week}
    return worded(piece.first, "month")
