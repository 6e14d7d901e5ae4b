"""What many case events need in order to be told: read once for a batch of them, and no longer than its transaction."""

from collections.abc import Iterable
from functools import cache, cached_property

from django.db.models import Prefetch

from cases.models import CaseEvent, Watcher
from notifications import audience
from notifications.audience import Heard
from notifications.one_act import set_with
from tenants.models import Membership


class People:
    """Of the case events with these ids; runs on the vendor's side. Questions are asked when their answer is needed."""

    def __init__(self, events: Iterable[int]) -> None:
        self._ids = set(events)
        self.department = cache(self._department)
        self.member = cache(self._member)

    def event(self, pk: int) -> CaseEvent:
        """With its case, the case's owner, contact and watchers. Raises KeyError for an id that was not given."""
        return self._events[pk]

    def told_with_a_message(self, event: CaseEvent) -> bool:
        """Whether it was set with a message, whose mail and line say it."""
        return event.pk in self._told_with_messages

    @cached_property
    def _told_with_messages(self) -> set[int]:
        return {event.pk for event in set_with(self._events.values()).values()}

    @cached_property
    def managers(self) -> list[Heard]:
        return list(audience.managers())

    @cached_property
    def _events(self) -> dict[int, CaseEvent]:
        watchers = Prefetch("case__watchers", Watcher.objects.select_related("membership"))
        events = CaseEvent.objects.select_related("case__owner", "case__contact").prefetch_related(watchers)
        return events.in_bulk(self._ids)

    @staticmethod
    def _department(code: str) -> list[Heard]:
        return list(audience.department(code))

    @staticmethod
    def _member(pk: int) -> Membership | None:
        return Membership.objects.filter(pk=pk).first()
