"""Satisfaction by question, with its interval (surveys.figures)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.figures.words import number, percent, share
from portal.figures.material import Material
from portal.figures.tables import Cell, Line, Table
from surveys.daily import Whose
from surveys.figures import Csat, Responses, Told, told


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
    """`words` tell the response rate. is_empty: nobody was asked and nobody has answered."""

    whiskers: list[Whisker]
    table: Table
    responses: Table
    words: str
    is_empty: bool


def satisfaction(material: Material) -> Satisfaction | None:
    """The answers given in the period, and how many of those asked in it have answered; None where nobody was asked
    and nobody has answered.
    """
    scope, period = material.lens.scope, material.period
    before = period.before
    whose = Whose(scope.vendor, scope.partner, scope.owner)
    found = in_words(*told(whose, [(period.start, period.end), (before.start, before.end)]))
    return None if found.is_empty else found


def in_words(now: Told, then: Told) -> Satisfaction:
    """Of a span and of the one before it."""
    answered = {question: one for question, one in now.csat.items() if one.count}
    names = {question: str(getattr(question, "label", question)) for question in answered}
    heads = [_("Question"), _("Satisfied"), _("Before"), _("95 % interval"), _("Mean"), _("Answers")]
    lines = [_line(names[key], one, then.csat.get(key)) for key, one in answered.items()]
    return Satisfaction(
        [_whisker(names[question], one) for question, one in answered.items()],
        Table("satisfaction", _("Satisfaction"), heads, lines),
        _responses(now.responses, then.responses),
        response_words(now.responses),
        not answered and not now.responses.invited,
    )


def _line(name: str, one: Csat, then: Csat | None) -> Line:
    low, high, part = (int(value * 100) for value in (one.low or 0, one.high or 0, one.share or 0))
    interval = (_("%(low)d to %(high)d %%") % {"low": low, "high": high}).replace(" %", "\N{NO-BREAK SPACE}%")
    before = int(then.share * 100) if then and then.share is not None else None
    mean = Cell(number(one.mean or 0, "0.0"), round(float(one.mean or 0), 2))
    return Line(
        name,
        [Cell(percent(part), part), Cell(percent(before), before), Cell(interval, interval), mean,
         Cell(number(one.count), one.count)],
    )  # fmt: skip


def _responses(now: Responses, then: Responses) -> Table:
    """Of those asked in the period: not of the answers given in it, which may be to older surveys."""
    rate, rate_then = share(now.answered, now.invited), share(then.answered, then.invited)
    lines = [
        Line(_("Surveys sent"), [_number(now.invited), _number(then.invited)]),
        Line(_("Answered by now"), [_number(now.answered), _number(then.answered)]),
        Line(_("Response rate"), [Cell(percent(rate), rate), Cell(percent(rate_then), rate_then)]),
    ]
    return Table("responses", _("Responses to surveys"), [_("Surveys"), _("This period"), _("Before")], lines)


def response_words(sent: Responses) -> str:
    if not sent.invited:
        return _("No surveys were sent in this period.")
    counts = {"answered": number(sent.answered), "invited": number(sent.invited)}
    words = _("%(answered)s of %(invited)s surveys sent in this period were answered: %(rate)s.")
    return words % {**counts, "rate": percent(share(sent.answered, sent.invited))}


def _number(value: int) -> Cell:
    return Cell(number(value), value)


def _whisker(name: str, one) -> Whisker:
    return Whisker(name, percent(int(one.share * 100)), 100 * one.share, 100 * one.low, 100 * one.high)
