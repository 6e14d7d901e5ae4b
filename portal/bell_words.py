"""Lines of the bell in words: who did what, on which case."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import CaseEvent, EventKind
from notifications.models import Delivery
from portal.clocks import name_of
from portal.gates import Door


def line_of(delivery: Delivery, door: Door) -> dict:
    """An item of partials/bell_list.html; a case that the reader no longer sees has no link."""
    case, event = delivery.case, delivery.event
    return {
        "title": title_of(event, door) if event else _("News"),
        "text": f"{case.number} {case.summary}" if case else _("You no longer see this case."),
        "href": _address(delivery, door) if case else "",
        "at": delivery.at,
        "unread": delivery.read_at is None,
    }


def _address(delivery: Delivery, door: Door) -> str:
    url = reverse("case", args=[door.vendor.slug, delivery.case.number])
    return f"{url}#event-{delivery.event.position}" if delivery.event else url


def title_of(event: CaseEvent, door: Door) -> str:
    """ "Jonas Petersen wrote", "You own this case now"."""
    told = _TOLD.get(EventKind(event.kind))
    return told(event, door) if told else str(EventKind(event.kind).label)


def _by(event: CaseEvent) -> str:
    return event.by.name if event.by else _("The portal")


def _owned(event: CaseEvent, door: Door) -> str:
    if event.data["owner"] == door.membership.pk:
        return _("You own this case now")
    return _("Another Case Owner was named")


def _decided(event: CaseEvent, door: Door) -> str:
    if event.data["granted"]:
        return _("Severity is now %(severity)s") % {"severity": event.data["severity"]}
    return _("The proposed severity was declined")


def _closed(event: CaseEvent, door: Door) -> str:
    return _("%(name)s closed it") % {"name": _by(event)} if event.by_id else _("It closed by itself")


def _lowered(event: CaseEvent, door: Door) -> str:
    if event.data["level"] == event.data["was"]:
        return _("%(name)s has seen the escalation") % {"name": _by(event)}
    return _("%(name)s lowered the escalation") % {"name": _by(event)}


_TOLD: dict[EventKind, Callable[[CaseEvent, Door], str]] = {
    EventKind.RECEIVED: lambda event, door: _("New case, %(severity)s") % {"severity": event.data["severity"]},
    EventKind.SAID: lambda event, door: _("%(name)s wrote") % {"name": _by(event)},
    EventKind.OWNED: _owned,
    EventKind.SEVERITY_PROPOSED: lambda event, door: (
        _("%(name)s proposed severity %(severity)s") % {"name": _by(event), "severity": event.data["severity"]}
    ),
    EventKind.SEVERITY_DECIDED: _decided,
    EventKind.REFERRED: lambda event, door: _("Referred to another department"),
    EventKind.RESOLVED: lambda event, door: _("%(name)s marked it as resolved") % {"name": _by(event)},
    EventKind.CLOSED: _closed,
    EventKind.REOPENED: lambda event, door: _("%(name)s reopened it") % {"name": _by(event)},
    EventKind.WARNED: lambda event, door: _("%(clock)s is at risk") % {"clock": name_of(event.data["kind"])},
    EventKind.ESCALATED: lambda event, door: _("%(name)s escalated it") % {"name": _by(event)},
    EventKind.DEESCALATED: _lowered,
    EventKind.MANAGER_ASKED: lambda event, door: _("%(name)s asks for a manager") % {"name": _by(event)},
    EventKind.MANAGER_ANSWERED: lambda event, door: (
        _("%(name)s has seen that you asked for a manager") % {"name": _by(event)}
    ),
    EventKind.BREACHED: lambda event, door: _("%(clock)s is late") % {"clock": name_of(event.data["kind"])},
}
