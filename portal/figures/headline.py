"""The few figures at the top: each with the period before, and the cases behind it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.figures.asking import median, net
from cases.models.figures import Side, What
from portal.figures.material import Material
from portal.figures.numbers import hours, number, percent, share
from portal.figures.tables import Cell, Line, Table
from slas.terms import MilestoneKind


@dataclass(frozen=True)
class Tile:
    """`text` now and `before`; `change` says which way it went: "up", "down" or "". `value`s are for the CSV."""

    label: str
    text: str
    before: str
    change: str
    href: str = ""
    note: str = ""
    value: int | float | None = None
    value_before: int | float | None = None
    below: bool = False


def tiles(material: Material) -> list[Tile]:
    open_then = material.backlog_before
    open_now = open_then + sum(net(row) for row in material.rows if not material.is_before(row))
    return [
        _counted(_("Received"), What.RECEIVED, material),
        _counted(_("Resolved"), What.RESOLVED, material),
        _tile(_("Open at the end"), open_now, open_then, number, note=_("at the beginning")),
        _in_time(_("Initial responses in time"), MilestoneKind.INITIAL_RESPONSE, material),
        _in_time(_("Next updates in time"), MilestoneKind.NEXT_UPDATE, material),
        _tile(
            _("Median until the initial response"),
            median(material.spreads, What.ANSWERED, Side.VENDOR),
            median(material.spreads_before, What.ANSWERED, Side.VENDOR),
            hours,
            href=material.behind("answered"),
        ),
    ]


def as_table(found: list[Tile], code: str = "main") -> Table:
    """The tiles' figures for the CSV and the mail; durations in seconds are told in hours."""
    lines = [Line(tile.label, [Cell(tile.text, tile.value), Cell(tile.before, tile.value_before)]) for tile in found]
    return Table(code, _("Main figures"), [_("Figure"), _("This period"), _("Before")], lines)


def _counted(label: str, what: What, material: Material) -> Tile:
    now, then = material.count(what), material.count(what, before=True)
    return _tile(label, now, then, number, href=material.behind(what.value))


def _in_time(label: str, kind: MilestoneKind, material: Material) -> Tile:
    now, then = material.tally(kind), material.tally(kind, before=True)
    shown, before = share(now.met, now.decided), share(then.met, then.decided)
    below = shown is not None and shown < material.lens.mark
    return _tile(label, shown, before, percent, href=material.behind("decided", kind=kind.value), below=below)


def _tile(label, now, then, words, *, href="", note="", below=False) -> Tile:
    change = "" if now is None or then is None or now == then else "up" if now > then else "down"
    is_time = words is hours
    return Tile(
        label, words(now), words(then), change, href if now else "", note or _("before"),
        round(now / 3600, 2) if is_time and now is not None else now,
        round(then / 3600, 2) if is_time and then is not None else then, below,
    )  # fmt: skip
