"""Satisfaction by question, with its interval (surveys.figures)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.figures.words import number, percent
from portal.figures.material import Material
from portal.figures.tables import Cell, Line, Table
from surveys.figures import csat


@dataclass(frozen=True)
class Whisker:
    """The share of the satisfied with its interval, in percent."""

    name: str
    text: str
    x: float
    low: float
    high: float


@dataclass(frozen=True)
class Satisfaction:
    whiskers: list[Whisker]
    table: Table


def satisfaction(material: Material) -> Satisfaction | None:
    """The answers given in the period; None where nobody has answered."""
    scope = material.lens.scope
    found = csat(material.period.start, material.period.end, partner=scope.partner, owner=scope.owner)
    answered = {question: one for question, one in found.items() if one.count}
    if not answered:
        return None
    names = {question: str(getattr(question, "label", question)) for question in answered}
    heads = [_("Question"), _("Satisfied"), _("95 % interval"), _("Mean"), _("Answers")]
    return Satisfaction(
        [_whisker(names[question], one) for question, one in answered.items()],
        Table("satisfaction", _("Satisfaction"), heads, [_line(names[key], one) for key, one in answered.items()]),
    )


def _line(name: str, one) -> Line:
    low, high, share = int(one.low * 100), int(one.high * 100), int(one.share * 100)
    interval = _("%(low)d to %(high)d %%") % {"low": low, "high": high}
    mean = Cell(number(one.mean, "0.0"), round(float(one.mean), 2))
    return Line(name, [Cell(percent(share), share), Cell(interval, interval), mean, Cell(number(one.count), one.count)])


def _whisker(name: str, one) -> Whisker:
    return Whisker(name, percent(int(one.share * 100)), 100 * one.share, 100 * one.low, 100 * one.high)
