"""Escalated cases as a board by level: for how long, why, and what comes next (R35)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.escalating import LEVELS
from cases.models import Case, CaseEvent, EscalationStep, EventKind, Milestone, Status
from cases.models.case import NOTHING_DUE
from cases.queues import BOARD_ORDER, CaseQuerySet
from portal.amounts import age
from portal.clocks import name_of
from portal.desk.choices import Choices
from portal.desk.counting import Count, counts
from portal.desk.rows import Tables, with_names
from portal.figures.tables import Cell, Line, Table
from portal.gates import Door
from portal.instants import absolute
from slas.clock import instant
from tenants.models import ListEntry

SHOWN = 50  # cards of a level
BOARD = "board"  # the word with which a case's address says that one came from here
TOLD = 1000  # rows of a level, where it goes out as a table


@dataclass(frozen=True)
class Word:
    """What somebody did about the level by hand, and why."""

    title: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Card:
    """`age` in seconds; `owner` is empty and `next_step` says what is missing where nobody owns the case."""

    case: Case
    href: str
    severity: str
    age: float
    reason: str
    by_hand: list[Word]
    owner: str
    next_step: str


@dataclass(frozen=True)
class Level:
    number: int
    name: str
    total: Count
    cards: list[Card]


def levels(door: Door, most: int = SHOWN) -> list[Level]:
    """The board, from the lowest level on. Of each level the worst cases first, then what is due first."""
    choices = Choices(door.vendor, door.now)
    named = _named(choices)
    numbers = sorted(named)
    escalated = Case.objects.escalated()
    by_level = {number: _of_level(escalated, number, numbers[-1]) for number in numbers}
    totals = counts(door.vendor, {str(number): rows for number, rows in by_level.items()})
    found = {number: list(rows[:most]) for number, rows in by_level.items()}
    cards = _cards(with_names((case for cases in found.values() for case in cases), choices), door)
    return [
        Level(number, named.get(number, ""), totals[str(number)], [cards[case.pk] for case in found[number]])
        for number in numbers
    ]


def _named(choices: Choices) -> dict[int, str]:
    """The levels by their rank; those of a vendor that names none have no name."""
    named = {entry.rank: entry.label for entry in choices.offered(ListEntry.Name.ESCALATION_LEVEL)}
    return named or dict.fromkeys(range(1, LEVELS + 1), "")


def column_of(case: Case, choices: Choices) -> tuple[str, CaseQuerySet]:
    """The level where the board shows this case, in words, and its cases in the board's order."""
    named = _named(choices)
    number = min(case.escalation_level, max(named))
    return level_in_words(number, named.get(number, "")), _of_level(Case.objects.escalated(), number, max(named))


def as_table(found: list[Level]) -> Table:
    """One row a case, the highest level first; ages in hours for spreadsheets."""
    heads = [_("Level"), _("Case"), _("Summary"), _("Partner"), _("Severity"), _("Escalated for"), _("Reason"),
             _("Case Owner"), _("Next step")]  # fmt: skip
    lines = [_line(level, card) for level in reversed(found) for card in level.cards]
    return Table("escalations", _("Escalated cases as of now"), heads, lines, brief=(0, 1, 2, 3, 4, 6, 7), wordy=True)


def level_table(found: list[Level]) -> Table:
    """How many cases there are on each level."""
    lines = [
        Line(level_in_words(level.number, level.name), [Cell(str(level.total), level.total.number)])
        for level in reversed(found)
    ]
    return Table("levels", _("Escalations by level as of now"), [_("Level"), _("Cases")], lines)


def level_in_words(number: int, name: str) -> str:
    words = _("Level %(number)s") % {"number": number}
    return f"{words}: {name}" if name else words


def _line(level: Level, card: Card) -> Line:
    case = card.case
    words = [
        Cell(str(case.number), case.number, card.href),
        *(Cell(text, text) for text in (case.summary, case.partner.name, f"{case.severity} {card.severity}".strip())),
        Cell(age(card.age), round(card.age / 3600, 2)),
        *(Cell(text, text) for text in (card.reason, card.owner, card.next_step)),
    ]
    return Line(level_in_words(level.number, level.name), words)


def _of_level(escalated: CaseQuerySet, number: int, top: int) -> CaseQuerySet:
    """The top level also holds what an older, longer list had raised further."""
    wanted = {"escalation_level__gte": number} if number == top else {"escalation_level": number}
    return escalated.filter(**wanted).order_by(*BOARD_ORDER)


def _cards(cases: list[Case], door: Door) -> dict[int, Card]:
    tables, steps, by_hand = Tables(cases), _last_steps(cases), _by_hand(cases)
    return {
        case.pk: Card(
            case=case,
            href=f"{reverse('case', args=[door.vendor.slug, case.number])}?from={BOARD}",
            severity=tables.name(case),
            age=(door.now - case.escalated_at).total_seconds() if case.escalated_at else 0,
            reason=_reason(steps.get(case.pk), door),
            by_hand=by_hand.get(case.pk, []),
            owner=case.owner.name if case.owner else "",
            next_step=_next(case, door),
        )
        for case in cases
    }


def _last_steps(cases: list[Case]) -> dict[int, EscalationStep]:
    """The step that each case took last."""
    milestones = {row.pk: row for row in Milestone.objects.filter(case__in=cases)}
    found: dict[int, EscalationStep] = {}
    # By their ids and not by a join, for which every step of the vendor would be read.
    for step in EscalationStep.objects.filter(milestone__in=list(milestones)).order_by("at", "pk"):
        step.milestone = milestones[step.milestone_id]
        found[step.milestone.case_id] = step
    return found


def _by_hand(cases: list[Case]) -> dict[int, list[Word]]:
    """The newest of each: escalated, asked for by the partner, seen by a manager."""
    events = CaseEvent.objects.filter(case__in=[case.pk for case in cases], kind__in=_TOLD)
    newest: dict[int, dict[str, CaseEvent]] = {}
    for event in events.exclude(by=None).select_related("by", "message").order_by("case", "position"):
        newest.setdefault(event.case_id, {})[event.kind] = event
    return {
        pk: [_word(event) for event in sorted(found.values(), key=lambda event: event.position)]
        for pk, found in newest.items()
    }


def _word(event: CaseEvent) -> Word:
    message = event.message
    text = _("This text and its files were removed.") if message and message.redacted_at else ""
    if message and not text:
        text = message.body
    return Word(_TOLD[event.kind]() % {"name": event.by.name if event.by else ""}, text, event.at)


_TOLD: dict[str, Callable[[], str]] = {
    EventKind.ESCALATED: lambda: _("%(name)s escalated it"),
    EventKind.MANAGER_ASKED: lambda: _("%(name)s asks for a manager"),
    EventKind.DEESCALATED: lambda: _("%(name)s has seen it"),
}


def _reason(step: EscalationStep | None, door: Door) -> str:
    if step is None:
        return ""
    told = {"clock": name_of(step.milestone.kind), "when": absolute(step.due_at, door.now)}
    if step.step == EscalationStep.Step.WARN:
        return _("%(clock)s: three quarters of the time are used.") % told
    if step.milestone.met_at:
        return _("%(clock)s was due %(when)s and came late.") % told
    return _("%(clock)s was due %(when)s and has not come.") % told


def _next(case: Case, door: Door) -> str:
    if case.owner is None:
        return _("Name an owner")
    if case.next_due == NOTHING_DUE:
        return _("waits for the partner") if case.status == Status.WAITING else _("has nothing due")
    due = instant(case.next_due)
    if due <= door.now:
        return _("has to answer now")
    return _("answers by %(when)s") % {"when": absolute(due, door.now)}
