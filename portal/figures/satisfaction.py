"""Satisfaction by question, where surveys tell it (surveys.figures)."""

from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

from django.utils.translation import gettext as _

from portal.figures.material import Material
from portal.figures.numbers import NONE, number, percent
from portal.figures.tables import Cell, Line, Table

LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True)
class Whisker:
    """The mean and its interval on the scale of answers, in percent of the drawing."""

    name: str
    text: str
    x: float
    low: float
    high: float


@dataclass(frozen=True)
class Satisfaction:
    whiskers: list[Whisker]
    table: Table


def surveys_figures() -> ModuleType | None:
    """The module with `csat`, None in an installation without surveys."""
    try:
        return import_module("surveys.figures")
    except ModuleNotFoundError:
        return None


def satisfaction(material: Material) -> Satisfaction | None:
    """The answers given in the period; None where surveys are not there, or nobody has answered."""
    module = surveys_figures()
    if module is None:
        return None
    lens = material.lens
    found = module.csat(material.period.start, material.period.end, partner=lens.partner, owner=lens.owner)
    answered = {question: one for question, one in found.items() if one.count}
    if not answered:
        return None
    names = {question: _name(question) for question in answered}
    heads = [_("Question"), _("Mean"), _("95 % interval"), _("Satisfied"), _("Answers")]
    lines = [_line(names[question], one) for question, one in answered.items()]
    return Satisfaction(
        [_whisker(names[question], one) for question, one in answered.items()],
        Table("satisfaction", _("Satisfaction"), heads, lines),
    )


def _name(question) -> str:
    return str(getattr(question, "label", question))


def _line(name: str, one) -> Line:
    interval = f"{_told(one.low)}–{_told(one.high)}" if one.low is not None else NONE
    share = None if one.share is None else int(one.share * 100)
    cells = [Cell(_told(one.mean), round(float(one.mean), 2)), Cell(interval, interval)]
    return Line(name, [*cells, Cell(percent(share), share), Cell(number(one.count), one.count)])


def _told(value: float) -> str:
    return number(value, "0.0")


def _whisker(name: str, one) -> Whisker:
    low, high = (one.mean, one.mean) if one.low is None else (one.low, one.high)
    return Whisker(name, _told(one.mean), _place(one.mean), _place(low), _place(high))


def _place(value: float) -> float:
    return 100 * (min(max(value, LOWEST), HIGHEST) - LOWEST) / (HIGHEST - LOWEST)
