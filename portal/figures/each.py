"""Figures partner by partner, and agent by agent where the vendor allows it."""

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.figures.words import number, percent, share
from cases.models.figures import What
from portal.figures.attainment import rate
from portal.figures.material import Material, Tally
from portal.figures.tables import Cell, Line, Table
from slas.terms import MilestoneKind
from tenants.models import Membership, Partner

DRAWN = 12  # rows of the drawing: the lowest ones
INITIAL, UPDATE = MilestoneKind.INITIAL_RESPONSE, MilestoneKind.NEXT_UPDATE


@dataclass(frozen=True)
class Dot:
    """A place on a scale from 0 to 100, in percent."""

    name: str
    text: str
    x: int
    below: bool


@dataclass(frozen=True)
class Each:
    title: str
    note: str
    mark: int
    dots: list[Dot]
    table: Table


def by_partner(material: Material) -> Each:
    names = dict(Partner.objects.filter(pk__in=list(material.by_partner[0])).values_list("pk", "name"))
    return _each("partners", _("By partner"), _("Partner"), "partner", material.by_partner, names, material)


def by_agent(material: Material) -> Each:
    """Of each case by its owner at that moment; 0 stands for cases that nobody owned."""
    names = dict(Membership.objects.filter(pk__in=list(material.by_owner[0])).values_list("pk", "name"))
    return _each("agents", _("By Case Owner"), _("Case Owner"), "owner", material.by_owner, names, material)


def _each(
    code: str, title: str, head: str, param: str, spans: list[dict[int, Counter]], names: dict, material: Material
) -> Each:
    found, before = spans
    order = sorted(found, key=lambda pk: _worst_first(found[pk], names.get(pk, "")))
    lines = [
        _line(pk, found[pk], before.get(pk, Counter()), names.get(pk) or _("Nobody"), param, material) for pk in order
    ]
    heads = [head, _("Received"), _("Resolved"), _("Initial response in time"), _("Before"), _("Counted"), _("Late"),
             _("Next update in time"), _("Before"), _("Counted"), _("Late")]  # fmt: skip
    mark = material.lens.mark
    return Each(
        title=title,
        note=_("Initial responses in time, the lowest share first. Dashed: %(mark)d %%.") % {"mark": mark},
        mark=mark,
        dots=[dot for pk in order if (dot := _dot(found[pk], names.get(pk) or _("Nobody"), mark))][:DRAWN],
        table=Table(code, title, heads, lines, brief=(0, 1, 2, 3, 6, 7)),
    )


def _tally(counts: Counter, kind: MilestoneKind) -> Tally:
    return Tally(counts[What.MET, kind], counts[What.LATE, kind], counts[What.ENDED, kind])


def _worst_first(counts: Counter, name: str) -> tuple:
    """By the share in time, then by how many were late; whoever had nothing decided comes last."""
    tally = _tally(counts, INITIAL)
    if not tally.decided:
        return 1, 0.0, 0, name
    return 0, tally.met / tally.decided, -tally.late, name


def _dot(counts: Counter, name: str, mark: int) -> Dot | None:
    tally = _tally(counts, INITIAL)
    found = share(tally.met, tally.decided)
    return None if found is None else Dot(name, percent(found), found, found < mark)


def _line(pk: int, counts: Counter, before: Counter, name: str, param: str, material: Material) -> Line:
    def behind(figure: str, **more: str) -> str:
        return material.behind(figure, **{param: str(pk)}, **more) if pk else ""

    def counted(value: int, figure: str, **more: str) -> Cell:
        return Cell(number(value), value, behind(figure, **more) if value else "")

    cells = [
        counted(counts[What.RECEIVED, ""], "received"),
        counted(counts[What.RESOLVED, ""], "resolved"),
    ]
    for kind in (INITIAL, UPDATE):
        tally, then = _tally(counts, kind), _tally(before, kind)
        share_then = share(then.met, then.decided)
        cells += [
            rate(tally, material, behind("decided", kind=kind.value)),
            Cell(percent(share_then), share_then),
            counted(tally.decided, "decided", kind=kind.value),
            counted(tally.late, "late", kind=kind.value),
        ]
    address = reverse("figures", args=[material.lens.door.vendor.slug])
    return Line(name, cells, href=f"{address}?{material.lens.query(**{param: str(pk)})}" if pk else "")
