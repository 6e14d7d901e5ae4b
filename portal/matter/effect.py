"""What sending does to the clocks, reckoned by the server before the button is pressed."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from cases.closing import close_due_at
from cases.models import Case, CaseEvent, Status
from cases.reckoning import CLOCK_KINDS, facts_of
from cases.refusals import BeyondCalendar
from cases.terms import clocks_for, targets_of
from portal.amounts import duration
from portal.clocks import name_of
from portal.instants import absolute
from slas.clock import Clock, HorizonError, epoch
from slas.milestones import Milestone
from slas.reckoning import Reopened, VendorSpoke, reckon
from slas.terms import MilestoneKind
from slas.versions import table_with_id

SPOKEN_TO = (MilestoneKind.INITIAL_RESPONSE, MilestoneKind.NEXT_UPDATE)


@dataclass(frozen=True)
class Effect:
    """Milestones that a message of the vendor meets, and the next update that it starts; None for none."""

    met: list[tuple[Milestone, Clock]]
    started: Milestone | None


def effect_of(case: Case, events: list[CaseEvent], now: datetime) -> Effect:
    """What the reckoning says if the vendor writes at the aware UTC instant `now`. Raises HorizonError."""
    targets = targets_of(case)
    clocks, _versions = clocks_for(case.vendor_id, targets)
    facts = facts_of(event for event in events if event.kind in CLOCK_KINDS)
    if case.status == Status.CLOSED:
        facts.append(Reopened(now))
    milestones = reckon([*facts, VendorSpoke(now)], targets, clocks, table_with_id(case.policy_id).severity_rule)
    met = [(row, clocks[row.calendar]) for row in milestones if row.met_at == now and row.kind in SPOKEN_TO]
    started = [row for row in milestones if row.started_at == now and row.over_at is None]
    return Effect([pair for pair in met if pair[0].started_at != now], started[0] if started else None)


def effect_in_words(case: Case, events: list[CaseEvent], then: str, now: datetime) -> SafeString:
    """One sentence for the vendor's side. `then` is the status to be set with it, "" leaves it. Empty where a
    calendar does not reach so far.
    """
    try:
        return _sentence(effect_of(case, events, now), case, then, now)
    except (BeyondCalendar, HorizonError):
        return mark_safe("")


def _sentence(effect: Effect, case: Case, then: str, now: datetime) -> SafeString:
    parts = [_met(row, clock, now) for row, clock in effect.met]
    status = then or case.status
    if status == Status.RESOLVED:
        parts.append(_resolved(case, now))
    elif effect.started and effect.started.due_at:
        parts.append(_started(effect.started, status == Status.WAITING, bool(parts), now))
    if not parts:
        return mark_safe(gettext("No target of this case depends on it."))  # noqa: S308  a translation
    return format_html("{} {}.", gettext("Sending"), _joined(parts))


def _met(row: Milestone, clock: Clock, now: datetime) -> SafeString:
    due = row.due_at or row.breached_at
    if row.paused_at or due is None:
        return format_html(gettext("meets the {name}"), name=_small(row.kind))
    late = epoch(now) >= epoch(due)
    open_seconds = clock.measure(epoch(due), epoch(now)) if late else clock.measure(epoch(now), epoch(due))
    sentence = (
        gettext("answers the {name} <b>{time} late</b>") if late else gettext("meets the {name} <b>{time} early</b>")
    )
    return format_html(sentence, name=_small(row.kind), time=duration(open_seconds))


def _started(row: Milestone, waits: bool, goes_on: bool, now: datetime) -> SafeString:
    sentence = (
        gettext("starts the next one: due <b>{due}</b>") if goes_on else gettext("starts the {name}: due <b>{due}</b>")
    )
    told = format_html(sentence, name=_small(row.kind), due=absolute(row.due_at, now))  # type: ignore[arg-type]
    if waits:
        return format_html(gettext("{told}, paused for as long as the case waits on the partner"), told=told)
    return told


def _resolved(case: Case, now: datetime) -> SafeString:
    sentence = gettext("asks for no further update; the case closes by itself <b>{when}</b>, unless the partner writes")
    closes = case.close_due_at if case.status == Status.RESOLVED and case.close_due_at else close_due_at(case, now)
    return format_html(sentence, when=absolute(closes, now))


def _joined(parts: list[SafeString]) -> SafeString:
    if len(parts) == 1:
        return parts[0]
    *first, last = parts
    return format_html(gettext("{first} and {last}"), first=mark_safe(", ".join(first)), last=last)  # noqa: S308


def _small(kind: str) -> str:
    """Inside a sentence; German keeps its capitals."""
    words = {
        MilestoneKind.INITIAL_RESPONSE: gettext("initial response"),
        MilestoneKind.NEXT_UPDATE: gettext("next update"),
    }
    return words.get(MilestoneKind(kind), name_of(kind))
