"""Targets met in time, by severity and piece of the period: small drawings in one scale, and their table."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.figures.periods import Period
from cases.figures.words import number, percent, share
from cases.models.milestone import name_of
from portal.figures.material import Material, piece_name
from portal.figures.tables import Cell, Line, Table
from slas.terms import MilestoneKind

MARK_SIGN = "◇"  # beside what is below the vendor's mark: never by colour alone
TOP, BOTTOM = 10.0, 66.0  # px of the drawing between which the scale runs


@dataclass(frozen=True)
class Point:
    """x in percent of the width, y in px; `line_y` in percent of the scale's height, from above."""

    x: float
    y: float
    line_y: float
    below: bool
    last: bool = False


@dataclass(frozen=True)
class Multiple:
    """One severity's drawing. `mark_y` in px; `words` tell what it shows."""

    rank: int
    code: str
    name: str
    total: str
    below: bool
    points: list[Point]
    mark_y: float
    words: str

    @property
    def line(self) -> str:
        return " ".join(f"{point.x:.2f},{point.line_y:.2f}" for point in self.points)


@dataclass(frozen=True)
class Attainment:
    kind: str
    title: str
    note: str
    first: str
    last: str
    multiples: list[Multiple]
    table: Table


def attainment(kind: MilestoneKind, material: Material) -> Attainment:
    """How often a kind of target was met in time. A severity that had none is left out."""
    grain, pieces = material.period.grain, material.pieces
    scale = [row for row in material.scale if material.tally(kind, row[1]).decided + material.tally(kind, row[1]).ended]
    series = {code: _series(kind, code, material) for _rank, code, _name in scale}
    low = _low([value for values in series.values() for value in values if value is not None], material.lens.mark)
    names = [piece_name(piece, grain) for piece in pieces]
    title = _("%(target)s in time") % {"target": name_of(kind)}
    note = _("Dashed: %(mark)d %%. A hollow diamond lies below it. The scale runs from %(low)d to 100 %%.")
    return Attainment(
        kind=kind.value,
        title=title,
        note=note % {"mark": material.lens.mark, "low": low},
        first=names[0],
        last=names[-1] if len(names) > 1 else "",
        multiples=[_multiple(kind, row, series[row[1]], low, material) for row in scale],
        table=_table(kind, scale, names, title, material),
    )


def _series(kind: MilestoneKind, code: str, material: Material) -> list[int | None]:
    found = (material.tally(kind, code, number) for number in range(len(material.pieces)))
    return [share(tally.met, tally.decided) for tally in found]


def _low(values: list[int], mark: int) -> int:
    """Where the scale begins: as high as what it shows allows, so that small differences are seen."""
    least = min([*values, mark])
    return 80 if least >= 80 else 50 if least >= 50 else 0


def _multiple(kind, row, values: list[int | None], low: int, material: Material) -> Multiple:
    rank, code, name = row
    tally, mark = material.tally(kind, code), material.lens.mark
    total = share(tally.met, tally.decided)
    known = [number for number, value in enumerate(values) if value is not None]
    points = [_point(number, values[number] or 0, len(values), low, mark, last=number == known[-1]) for number in known]
    return Multiple(
        rank, code, name, percent(total), total is not None and total < mark, points,
        _height(mark, low), _words(code, total, [value for value in values if value is not None]),
    )  # fmt: skip


def _words(code: str, total: int | None, values: list[int]) -> str:
    if total is None:
        return _("%(code)s: nothing was decided") % {"code": code}
    told = {"code": code, "total": total, "low": min(values), "high": max(values)}
    return _("%(code)s: %(total)d %% in time, between %(low)d and %(high)d %%") % told


def _point(number: int, value: int, of: int, low: int, mark: int, *, last: bool) -> Point:
    x = 50.0 if of == 1 else 4 + 92 * number / (of - 1)
    return Point(x, _height(value, low), 100 * (100 - value) / (100 - low), value < mark, last)


def _height(value: int, low: int) -> float:
    return TOP + (BOTTOM - TOP) * (100 - value) / (100 - low)


def _table(kind, scale, names: list[str], title: str, material: Material) -> Table:
    ends = [_("Total"), _("Before"), _("Counted"), _("Late"), _("Ended")]
    heads = [_("Severity"), *names, *ends]
    lines = [_line(kind, row, material) for row in scale]
    if scale:
        lines.append(_line(kind, (0, None, _("All severities")), material))
    return Table(kind.value, title, heads, lines, brief=tuple(range(len(names), len(names) + len(ends))))


def _line(kind: MilestoneKind, row: tuple[int, str | None, str], material: Material) -> Line:
    """Of one severity, or of all where its code is None."""
    rank, code, name = row
    pieces = [_rate(kind, code, number, piece, material) for number, piece in enumerate(material.pieces)]
    now, before = material.tally(kind, code), material.tally(kind, code, before=True)
    then = share(before.met, before.decided)
    named = {"kind": kind.value, "severity": code or ""}
    total = rate(now, material, material.behind("decided", **named))
    counted = Cell(number(now.decided), now.decided, material.behind("decided", **named) if now.decided else "")
    late = Cell(number(now.late), now.late, material.behind("late", **named) if now.late else "")
    ended = Cell(number(now.ended), now.ended, material.behind("ended", **named) if now.ended else "")
    return Line(name, [*pieces, total, Cell(percent(then), then), counted, late, ended], rank, code or "")


def _rate(kind: MilestoneKind, code: str | None, piece: int, span: Period, material: Material) -> Cell:
    tally = material.tally(kind, code, piece)
    return rate(tally, material, material.behind("decided", span, kind=kind.value, severity=code or ""))


def rate(tally, material: Material, href: str) -> Cell:
    """ "92 % ◇" with the cases behind it; a dash of nothing."""
    found = share(tally.met, tally.decided)
    below = found is not None and found < material.lens.mark
    text = f"{percent(found)} {MARK_SIGN}" if below else percent(found)
    return Cell(text, found, href if tally.decided else "", below)
