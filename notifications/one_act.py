"""A message and what its writer set with it are one act: "wrote, and marked it as resolved" is told once.

The verbs leave an event for each, in one transaction: the same case, author and instant.
"""

from collections.abc import Iterable

from cases.models import CaseEvent, EventKind

SET_WITH = (EventKind.RESOLVED, EventKind.REOPENED, EventKind.WAITED)


def set_with(events: Iterable[CaseEvent]) -> dict[int, CaseEvent]:
    """By the id of a message's event: what was set with it. Asks once for all acts that these events belong to, in the
    reader's scope.
    """
    mine = [event for event in events if event.kind in (EventKind.SAID, *SET_WITH)]
    if not mine:
        return {}
    around = CaseEvent.objects.filter(
        case__in={event.case_id for event in mine},
        at__in={event.at for event in mine},
        kind__in=[EventKind.SAID, *SET_WITH],
    ).order_by("position")
    acts: dict[tuple, list[CaseEvent]] = {}
    for event in around:
        acts.setdefault((event.case_id, event.by_id, event.at), []).append(event)
    return {word.pk: event for act in acts.values() for word, event in _pairs(act)}


def _pairs(act: list[CaseEvent]) -> Iterable[tuple[CaseEvent, CaseEvent]]:
    """Each with the message that stands nearest in the log: reopening comes before its words, the others after."""
    # A message with an offer is not told by itself: nothing can be told with it.
    words = [event for event in act if event.kind == EventKind.SAID and "offer_number" not in event.data]
    for event in act:
        if words and event.kind in SET_WITH:
            yield min(words, key=lambda word: abs(word.position - event.position)), event
