"""From the facts of a case to its milestones: pure, without a present, the same answer whenever it is asked.

Initial response starts at receipt, is met by the vendor's first public word and never pauses (R19). Next update
starts at each public word of the vendor and when a case is reopened, is met by the next word, pauses while the
case waits on the partner, and ends when it is resolved. A resolution target, where a vendor has one, starts at
receipt, pauses likewise and is met by the resolution; reopening starts it anew.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from slas.clock import Clock, epoch
from slas.course import Course, row
from slas.facts import (
    Closed,
    Fact,
    PartnerReturned,
    PartnerWaited,
    Received,
    Reopened,
    Resolved,
    SeverityDecided,
    VendorSpoke,
)
from slas.milestones import Because, Milestone, Standing, State, state, used_seconds
from slas.terms import MilestoneKind, SeverityRule, Targets

__all__ = [
    "Because",
    "Closed",
    "Fact",
    "Milestone",
    "PartnerReturned",
    "PartnerWaited",
    "Received",
    "Reopened",
    "Resolved",
    "SeverityDecided",
    "Standing",
    "State",
    "VendorSpoke",
    "reckon",
    "state",
    "used_seconds",
]

INITIAL, UPDATE, RESOLUTION = MilestoneKind.INITIAL_RESPONSE, MilestoneKind.NEXT_UPDATE, MilestoneKind.RESOLUTION


def reckon(
    facts: Iterable[Fact],
    targets: Targets,
    clocks: Mapping[str, Clock],
    rule: SeverityRule = SeverityRule.FROM_DECISION,
) -> tuple[Milestone, ...]:
    """The milestones of a case in the order in which they started.

    facts: beginning with Received; facts of the same instant in the order in which they were recorded.
    clocks: by the calendar codes of the targets.
    Raises ValueError where the first fact is not Received, KeyError for an unknown severity or calendar, and
    HorizonError where a due instant lies past what a calendar version covers.
    """
    case = _Case(targets, clocks, rule)
    for number, fact in enumerate(sorted(facts, key=lambda fact: fact.at)):
        if isinstance(fact, Received) is not (number == 0):
            raise ValueError("The facts of a case begin with the one instant at which it was received")
        case.take(fact)
    return tuple(course.milestone() for course in case.courses)


class _Case:
    """What has to be remembered from fact to fact."""

    def __init__(self, targets: Targets, clocks: Mapping[str, Clock], rule: SeverityRule) -> None:
        self.targets, self.clocks, self.rule = targets, clocks, rule
        self.courses: list[Course] = []
        self.running: dict[MilestoneKind, Course] = {}
        self.ordinals: Counter[MilestoneKind] = Counter()
        self.severity = ""
        self.waiting = self.over = self.spoken = False

    def take(self, fact: Fact) -> None:
        match fact:
            case Received(at, severity):
                self.severity = severity
                self.start(INITIAL, at, Because.RECEIVED)
                self.start(RESOLUTION, at, Because.RECEIVED)
            case VendorSpoke(at):
                self.speak(at)
            case PartnerWaited(at):
                self.wait(at)
            case PartnerReturned(at):
                self.return_(at)
            case SeverityDecided(at, severity):
                self.decide(severity, at)
            case Resolved(at):
                self.meet(RESOLUTION, at)
                self.finish(at, Because.RESOLVED)
            case Closed(at):
                self.finish(at, Because.CLOSED)
            case Reopened(at):
                self.over = self.waiting = False
                self.start(UPDATE, at, Because.REOPENED)
                if not self.spoken and UPDATE not in self.running:
                    self.start(INITIAL, at, Because.REOPENED)  # closed unanswered, where no updates are promised
                self.start(RESOLUTION, at, Because.REOPENED)

    def start(self, kind: MilestoneKind, at: datetime, because: Because) -> None:
        target = self.targets(kind, self.severity)
        if target is None or kind in self.running:
            return
        first = row(target, self.clocks[target.calendar], epoch(at))
        course = Course(kind, self.ordinals[kind], self.severity, first, at, because)
        self.ordinals[kind] += 1
        self.courses.append(course)
        self.running[kind] = course
        if self.waiting:
            course.pause(at)

    def meet(self, kind: MilestoneKind, at: datetime) -> None:
        if course := self.running.pop(kind, None):
            course.meet(at)

    def speak(self, at: datetime) -> None:
        self.spoken = True
        self.meet(INITIAL, at)
        self.meet(UPDATE, at)
        if not self.over:
            self.start(UPDATE, at, Because.VENDOR_SPOKE)

    def wait(self, at: datetime) -> None:
        self.waiting = True
        for kind in (UPDATE, RESOLUTION):
            if course := self.running.get(kind):
                course.pause(at)

    def return_(self, at: datetime) -> None:
        self.waiting = False
        for course in self.running.values():
            course.resume(at)

    def finish(self, at: datetime, because: Because) -> None:
        self.over, self.waiting = True, False
        for kind in list(self.running):
            self.end(kind, at, because)

    def end(self, kind: MilestoneKind, at: datetime, because: Because) -> None:
        course = self.running.pop(kind)
        if course.at == at and kind is UPDATE:
            # The message that resolves a case asks for no further one: this milestone never ran.
            self.courses.remove(course)
            self.ordinals[kind] -= 1
            return
        course.end(at, because)

    def decide(self, severity: str, at: datetime) -> None:
        before, self.severity = self.severity, severity
        if severity == before:
            return
        raised = self.targets.rank(severity) < self.targets.rank(before)
        because = Because.SEVERITY_RAISED if raised else Because.SEVERITY_REDUCED
        if self.rule is SeverityRule.FROM_DECISION:
            for kind in list(self.running):
                self.change(kind, severity, at, because)
        if self.spoken and not self.over:
            self.start(UPDATE, at, because)  # where only the new severity asks for updates

    def change(self, kind: MilestoneKind, severity: str, at: datetime, because: Because) -> None:
        target = self.targets(kind, severity)
        if target:
            self.running[kind].change(severity, target, self.clocks[target.calendar], at, because)
        elif because is Because.SEVERITY_REDUCED:
            self.end(kind, at, because)  # the new severity asks for nothing
