"""Who had the ball: how long resolved cases lay with the vendor, the partner and other departments."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.figures.asking import Sum, median
from cases.figures.words import hours, in_hours, number, percent, share
from cases.models.figures import Side, What
from portal.figures.material import Material
from portal.figures.tables import Cell, Line, Table

SIDES = (Side.VENDOR, Side.PARTNER, Side.DEPARTMENT)
CLASSES = ("c-bar", "c-bar-2", "c-bar-3")


@dataclass(frozen=True)
class Segment:
    """x and width in percent of the drawing."""

    css: str
    x: float
    width: float


@dataclass(frozen=True)
class Bar:
    rank: int
    code: str
    name: str
    text: str
    segments: list[Segment]


@dataclass(frozen=True)
class Turns:
    bars: list[Bar]
    table: Table


def turns(material: Material) -> Turns | None:
    """None where nothing was resolved."""
    scale = [row for row in material.scale if material.resolved.get(row[1])]
    if not scale:
        return None
    longest = max(_mean(sum(found.open), found.number) for found in material.resolved.values()) or 1
    return Turns(
        bars=[_bar(row, material.resolved[row[1]], longest) for row in scale],
        table=Table(
            "turns", _("Who had the ball"),
            [_("Severity"), _("Resolved"), _("With us"), _("Median"), _("With the partner"), _("Median"),
             _("With departments"), _("Median"), _("Median together"), _("Mean together")],
            [_line(row, material) for row in scale] + [_total(material)],
        ),
    )  # fmt: skip


def _mean(seconds: int, count: int) -> float:
    return seconds / count if count else 0.0


def _bar(row: tuple[int, str, str], found: Sum, longest: float) -> Bar:
    rank, code, name = row
    segments, x = [], 0.0
    for css, seconds in zip(CLASSES, found.open, strict=True):
        width = 100 * _mean(seconds, found.number) / longest
        if width > 0:
            segments.append(Segment(css, x, width))
        x += width
    return Bar(rank, code, name, hours(_mean(sum(found.open), found.number)), segments)


def _line(row: tuple[int, str, str], material: Material) -> Line:
    rank, code, name = row
    return Line(name, _cells(material.resolved[code], code, material), rank, code)


def _total(material: Material) -> Line:
    return Line(_("All"), _cells(sum(material.resolved.values(), Sum()), None, material))


def _cells(found: Sum, severity: str | None, material: Material) -> list[Cell]:
    href = material.behind("resolved", severity=severity or "")
    cells = [Cell(number(found.number), found.number, href)]
    for side, seconds in zip(SIDES, found.open, strict=True):
        part = share(seconds, sum(found.open))
        cells += [Cell(percent(part), part), _time(median(material.spreads, What.RESOLVED, side, severity))]
    together = median(material.spreads, What.RESOLVED, Side.TOTAL, severity)
    return [*cells, _time(together), _time(_mean(sum(found.open), found.number))]


def _time(seconds: float | None) -> Cell:
    return Cell(hours(seconds), in_hours(seconds))
