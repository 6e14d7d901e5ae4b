"""With whom a case lay, from its log: pure, the same answer whenever it is asked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from cases.models import CaseEvent, EventKind
from cases.models.figures import Side

# The events that figures go by; milestones are read from their own rows.
KINDS = [
    EventKind.RECEIVED,
    EventKind.OWNED,
    EventKind.SEVERITY_CONFIRMED,
    EventKind.SEVERITY_DECIDED,
    EventKind.WAITED,
    EventKind.RETURNED,
    EventKind.REFERRED,
    EventKind.RESOLVED,
    EventKind.CLOSED,
    EventKind.REOPENED,
    EventKind.ESCALATED,
]


@dataclass(frozen=True)
class Stretch:
    side: Side
    start: datetime
    end: datetime


@dataclass
class Course:
    """Where a case stands after the events taken so far. `stretches` began when it was received or reopened."""

    owner: int | None = None
    severity: str = ""
    holder: Side | None = None
    since: datetime | None = None
    stretches: list[Stretch] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        return self.holder is None

    def take(self, event: CaseEvent) -> None:
        """Applies one event. The stretches of an ended life stand until it is reopened."""
        match event.kind:
            case EventKind.OWNED:
                self.owner = event.data["owner"]
            case EventKind.SEVERITY_CONFIRMED | EventKind.SEVERITY_DECIDED:
                self.severity = event.data["severity"]
            case EventKind.RECEIVED:
                self.severity = event.data["severity"]
                self._begin(event.at)
            case EventKind.REOPENED:
                if self.is_over:
                    self._begin(event.at)
            case EventKind.RESOLVED | EventKind.CLOSED:
                self._pass(None, event.at)
            case EventKind.WAITED if not self.is_over:
                self._pass(Side.PARTNER, event.at)
            case EventKind.REFERRED if not self.is_over:
                self._pass(Side.DEPARTMENT, event.at)
            case EventKind.RETURNED if not self.is_over and not self._on_its_way(event):
                self._pass(Side.VENDOR, event.at)

    def _on_its_way(self, event: CaseEvent) -> bool:
        """Referring a case that waits tells of the department first, and then that the waiting is over."""
        return self.holder == Side.DEPARTMENT and event.data.get("before") == "waiting"

    def _begin(self, at: datetime) -> None:
        self.stretches, self.holder, self.since = [], Side.VENDOR, at

    def _pass(self, to: Side | None, at: datetime) -> None:
        if self.holder is not None and self.since is not None and self.since < at:
            self.stretches.append(Stretch(self.holder, self.since, at))
        self.holder, self.since = to, at


def walk(events: Iterable[CaseEvent]) -> Iterator[tuple[CaseEvent, Course, bool]]:
    """Each event with the course after it, and whether the case was over before it."""
    course = Course()
    for event in events:
        was_over = course.is_over
        course.take(event)
        yield event, course, was_over
