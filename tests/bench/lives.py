"""The life of one made-up case: what happened, drawn at random, and what follows from it by the product's rules."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from cases.reckoning import facts_of
from slas import reckoning
from tests.bench.texts import Texts

HOUR = timedelta(hours=1)
OLDEST, YOUNGEST = 650, 2  # days ago that a case which is over was received
WORKING_DAYS = 9  # a case that is not over was received so many days ago at most
STATES = {"new": 15, "open": 45, "waiting": 30, "referred": 10}
LEVELS = 3


@dataclass
class Happened:
    """One entry of the log, before it has its place in it."""

    at: datetime
    kind: str
    by: str = ""  # owner, contact, or nobody
    body: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    milestone: int | None = None  # the number of the milestone that it is about


@dataclass
class Life:
    """A case from its receipt up to `now`. `log` is in order; milestones as they are reckoned from it."""

    state: str
    severity: str
    received_at: datetime
    log: list[Happened]
    milestones: tuple[reckoning.Milestone, ...]

    def last(self, *kinds: str) -> Happened | None:
        return next((entry for entry in reversed(self.log) if entry.kind in kinds), None)

    def count(self, kind: str) -> int:
        return sum(entry.kind == kind for entry in self.log)


def draw(chance: random.Random, texts: Texts, terms: SimpleNamespace, now: datetime, *, working: float) -> Life:
    """One life. `working` is the share of cases that are not over; `terms` holds targets, clocks, severities."""
    is_working = chance.random() < working
    if is_working:
        state = chance.choices(list(STATES), list(STATES.values()))[0]
        received = now - timedelta(days=WORKING_DAYS) * chance.random() ** 2 - timedelta(minutes=5)
        end = now
    else:
        state = "resolved" if chance.random() < 0.01 else "closed"
        ago = chance.uniform(0.5, 3) if state == "resolved" else chance.uniform(YOUNGEST, OLDEST)
        received = now - timedelta(days=ago)
        end = received + min(timedelta(days=ago * 0.9), timedelta(days=chance.uniform(0.5, 12)))
    severity = chance.choices(terms.severities, terms.weights)[0]
    acts = list(_acts(chance, texts, state, severity, received.replace(microsecond=0), end))
    facts = facts_of(SimpleNamespace(kind=act.kind, at=act.at, data=act.data) for act in acts)
    milestones = reckoning.reckon(facts, terms.targets, terms.clocks)
    log = sorted([*_steps(milestones, now), *acts], key=lambda entry: entry.at)
    return Life(state, severity, acts[0].at, log, milestones)


def _acts(chance, texts, state, severity, received, end) -> Iterator[Happened]:
    """What people did, in order: acts at chosen shares of the time between receipt and end."""
    yield Happened(received, "received", "contact", texts.body(), {"severity": severity, "first_steps": []})
    if state == "new":
        return
    exchanges = chance.randint(0, 3)
    shares = iter(sorted(chance.random() ** 2 * 0.95 for _ in range(5 + 4 * exchanges)))

    def moment() -> datetime:
        return (received + (end - received) * next(shares)).replace(microsecond=0)

    first = moment()
    yield Happened(first, "owned", "owner")
    yield Happened(first, "severity_confirmed", "owner", data={"severity": severity, "before": severity})
    yield Happened(moment(), "said", "owner", texts.body(), {"side": "vendor", "automatic": False})
    for _ in range(exchanges):
        if chance.random() < 0.3:
            yield Happened(moment(), "noted", "owner", texts.body())
        if chance.random() < 0.5:
            yield Happened(moment(), "waited", "owner")
            at = moment()
            yield Happened(at, "said", "contact", texts.body(), {"side": "partner", "automatic": False})
            yield Happened(at, "returned", "contact")
        else:
            yield Happened(moment(), "said", "contact", texts.body(), {"side": "partner", "automatic": False})
        yield Happened(moment(), "said", "owner", texts.body(), {"side": "vendor", "automatic": False})
    yield from _ending(state, moment, end)


def _ending(state, moment, end) -> Iterator[Happened]:
    if state == "waiting":
        yield Happened(moment(), "waited", "owner")
    elif state == "referred":
        yield Happened(moment(), "referred", "owner", data={"department": ""})
    elif state in ("resolved", "closed"):
        yield Happened(moment(), "resolved", "owner", data={"cause": ""})
    if state == "closed":
        yield Happened(end.replace(microsecond=0), "closed", data={"closing": 1})


def _steps(milestones, now: datetime) -> Iterator[Happened]:
    """What the sweep and the reckoning wrote down: warnings, breaches with their rise, and what was met."""
    level = 0
    for number, milestone in enumerate(milestones):
        until = milestone.over_at or now
        if milestone.warn_at and milestone.warn_at <= until:
            yield Happened(milestone.warn_at, "warned", milestone=number)
        late = milestone.breached_at or milestone.due_at
        if late and late <= until:
            yield Happened(late, "breached", milestone=number)
            if level < LEVELS:
                level += 1
                yield Happened(late, "escalated", data={"level": level})
        if milestone.met_at:
            yield Happened(milestone.met_at, "met", milestone=number)
