"""What came in, what was resolved and what stayed open, piece by piece."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.figures.asking import net
from cases.figures.words import number
from cases.models.figures import What
from portal.figures.material import Material, piece_name
from portal.figures.tables import Cell, Line, Table

HEIGHT = 72.0  # px of the tallest column
COLUMNS = (What.RECEIVED, What.RESOLVED)


@dataclass(frozen=True)
class Column:
    """x and width in percent of the drawing; y and height in px."""

    css: str
    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True)
class Flow:
    columns: list[Column]
    most: str
    first: str
    last: str
    words: str
    table: Table
    owned: bool  # of one owner: without what was received


def flow(material: Material) -> Flow:
    counts = {what: material.by_piece(what) for what in (*COLUMNS, What.REOPENED, What.CLOSED, What.ESCALATED)}
    names = [piece_name(piece, material.period.grain) for piece in material.pieces]
    owned = material.lens.owner is not None  # nobody owns a case yet when it is received
    most = max(max(counts[what]) for what in COLUMNS)
    told = {"received": sum(counts[What.RECEIVED]), "resolved": sum(counts[What.RESOLVED])}
    heads = [_("Cases"), *names, _("Total")]
    lines = [
        *([] if owned else [_line(_("Received"), What.RECEIVED, counts, material)]),
        _line(_("Resolved"), What.RESOLVED, counts, material),
        _line(_("Reopened"), What.REOPENED, counts, material),
        _line(_("Closed"), What.CLOSED, counts, material),
        _line(_("Escalated"), What.ESCALATED, counts, material),
        *([] if owned else [_backlog(material)]),
    ]
    return Flow(
        columns=_columns(counts, most),
        most=number(most),
        first=names[0],
        last=names[-1] if len(names) > 1 else "",
        words=(_("%(resolved)d cases resolved") if owned else _("%(received)d cases received, %(resolved)d resolved"))
        % told,
        table=Table("flow", _("Resolved and escalated") if owned else _("Received, resolved and open"), heads, lines),
        owned=owned,
    )


def _columns(counts: dict, most: int) -> list[Column]:
    step = 100 / len(counts[What.RECEIVED])
    return [
        Column(
            css, step * (place + 0.12 + 0.38 * side), step * 0.36, HEIGHT - HEIGHT * value / most, HEIGHT * value / most
        )
        for side, (css, what) in enumerate(zip(("c-bar", "c-bar-2"), COLUMNS, strict=True))
        for place, value in enumerate(counts[what])
        if value
    ]


def _line(label: str, what: What, counts: dict, material: Material) -> Line:
    cells = [
        Cell(number(value), value, material.behind(what.value, piece) if value else "")
        for value, piece in zip(counts[what], material.pieces, strict=True)
    ]
    total = sum(counts[what])
    return Line(label, [*cells, Cell(number(total), total, material.behind(what.value) if total else "")])


def _backlog(material: Material) -> Line:
    """Open at the end of each piece."""
    moved = [0] * len(material.pieces)
    for row in material.rows:
        if not material.is_before(row):
            moved[row.piece] += net(row)
    stands, cells = material.backlog_before, []
    for change, piece in zip(moved, material.pieces, strict=True):
        stands += change
        cells.append(Cell(number(stands), stands, material.behind("open", piece) if stands else ""))
    return Line(_("Open at the end"), [*cells, Cell(number(stands), stands, cells[-1].href)])
