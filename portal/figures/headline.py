"""The few figures at the top: each with the period before, and the cases behind it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.figures.summary import Figure, Summary, main_figures, summarise
from portal.figures.material import Material
from portal.figures.tables import Cell, Line, Table
from slas.terms import MilestoneKind

# The address of the cases behind a main figure: the figure, and the kind of target.
_BEHIND = {
    "received": ("received", ""),
    "resolved": ("resolved", ""),
    "open": ("open", ""),
    "initial": ("decided", MilestoneKind.INITIAL_RESPONSE.value),
    "update": ("decided", MilestoneKind.NEXT_UPDATE.value),
    "answered": ("answered", ""),
}
# A case is received before anybody owns it: of one owner it is unknown what came in, and so what is left of it.
_OF_NOBODY = ("received", "open")


@dataclass(frozen=True)
class Tile:
    """A main figure; `below` the vendor's mark, `href` to the cases behind it."""

    figure: Figure
    href: str
    below: bool


def tiles(material: Material) -> list[Tile]:
    now, then = _summaries(material)
    left_out = _OF_NOBODY if material.lens.owner else ()
    return [_tile(figure, material) for figure in main_figures(now, then) if figure.code not in left_out]


def _summaries(material: Material) -> tuple[Summary, Summary]:
    before = [row for row in material.rows if material.is_before(row)]
    then = summarise(before, material.backlog_long_before, material.spreads_before)
    during = [row for row in material.rows if not material.is_before(row)]
    return summarise(during, material.backlog_before, material.spreads), then


def _tile(figure: Figure, material: Material) -> Tile:
    what, kind = _BEHIND.get(figure.code, ("", ""))
    is_share = figure.code in ("initial", "update")
    below = is_share and figure.value is not None and figure.value < material.lens.mark
    return Tile(figure, material.behind(what, kind=kind) if what and figure.value else "", below)


def as_table(found: list[Tile]) -> Table:
    """For the CSV: counts, percent and hours."""
    lines = [
        Line(
            tile.figure.label,
            [Cell(tile.figure.text, tile.figure.value), Cell(tile.figure.before, tile.figure.value_before)],
        )
        for tile in found
    ]
    return Table("main", _("Main figures"), [_("Figure"), _("This period"), _("Before")], lines)
