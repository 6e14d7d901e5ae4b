"""Case events in a few words, for the bell and for mails: who did what, in the active language."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.assumed import LABELS, Fact
from cases.models import CaseEvent, EventKind
from cases.models.milestone import name_of
from tenants.models import Membership


def title_of(event: CaseEvent, reader: Membership, along: CaseEvent | None = None) -> str:
    """ "Jonas Petersen wrote", "You own this case now". along: what was set with a message (one_act.set_with)."""
    if along:
        return _ALONG[EventKind(along.kind)] % {"name": _by(event)}
    told = _TOLD.get(EventKind(event.kind))
    return told(event, reader) if told else str(EventKind(event.kind).label)


def _by(event: CaseEvent) -> str:
    """The name of who did it; a customer may not see its partner's other people."""
    if event.by:
        return event.by.name
    return _("Somebody") if event.by_id else _("The portal")


def _received(event: CaseEvent, reader: Membership) -> str:
    if event.by_id == reader.pk:
        return _("We have received your case")
    return _("New case, %(severity)s") % {"severity": event.data["severity"]}


def _owned(event: CaseEvent, reader: Membership) -> str:
    if event.data["owner"] == reader.pk:
        return _("You own this case now")
    return _("Another Case Owner was named")


def _decided(event: CaseEvent, reader: Membership) -> str:
    if event.data["granted"]:
        return _("Severity is now %(severity)s") % {"severity": event.data["severity"]}
    return _("The proposed severity was declined")


def _closed(event: CaseEvent, reader: Membership) -> str:
    return _("%(name)s closed it") % {"name": _by(event)} if event.by_id else _("It closed by itself")


def _lowered(event: CaseEvent, reader: Membership) -> str:
    if event.data["level"] == event.data["was"]:
        return _("%(name)s has seen the escalation") % {"name": _by(event)}
    return _("%(name)s lowered the escalation") % {"name": _by(event)}


def _categorised(event: CaseEvent, reader: Membership) -> str:
    if event.data["services"]:
        return _("This is a question of services, and may be billable")
    return _("This is support, and is not billed")


def _offer_withdrawn(event: CaseEvent, reader: Membership) -> str:
    if event.data.get("closed"):
        return _("The case is closed, and the open offer with it")
    return _("%(name)s withdrew the offer") % {"name": _by(event)}


_ALONG = {
    EventKind.RESOLVED: gettext_lazy("%(name)s wrote, and marked it as resolved"),
    EventKind.REOPENED: gettext_lazy("%(name)s wrote, and reopened it"),
    EventKind.WAITED: gettext_lazy("%(name)s wrote, and waits for an answer"),
}
_TOLD: dict[EventKind, Callable[[CaseEvent, Membership], str]] = {
    EventKind.RECEIVED: _received,
    EventKind.SAID: lambda event, reader: _("%(name)s wrote") % {"name": _by(event)},
    EventKind.OWNED: _owned,
    EventKind.SEVERITY_PROPOSED: lambda event, reader: (
        _("%(name)s proposed severity %(severity)s") % {"name": _by(event), "severity": event.data["severity"]}
    ),
    EventKind.SEVERITY_CONFIRMED: lambda event, reader: (
        _("Severity is now %(severity)s") % {"severity": event.data["severity"]}
    ),
    EventKind.SEVERITY_DECIDED: _decided,
    EventKind.FACT_SETTLED: lambda event, reader: (
        _("%(name)s corrected what was assumed: %(fact)s")
        % {"name": _by(event), "fact": LABELS[Fact(event.data["fact"])]}
    ),
    EventKind.REFERRED: lambda event, reader: _("Referred to another department"),
    EventKind.CATEGORISED: _categorised,
    EventKind.OFFERED: lambda event, reader: _("%(name)s offers billable work") % {"name": _by(event)},
    EventKind.OFFER_ACCEPTED: lambda event, reader: _("%(name)s accepted the offer") % {"name": _by(event)},
    EventKind.OFFER_DECLINED: lambda event, reader: _("%(name)s declined the offer") % {"name": _by(event)},
    EventKind.OFFER_EXPIRED: lambda event, reader: _("The offer has run out"),
    EventKind.OFFER_WITHDRAWN: _offer_withdrawn,
    EventKind.RESOLVED: lambda event, reader: _("%(name)s marked it as resolved") % {"name": _by(event)},
    EventKind.CLOSED: _closed,
    EventKind.REOPENED: lambda event, reader: _("%(name)s reopened it") % {"name": _by(event)},
    EventKind.WARNED: lambda event, reader: _("%(clock)s is at risk") % {"clock": name_of(event.data["kind"])},
    EventKind.ESCALATED: lambda event, reader: _("%(name)s escalated it") % {"name": _by(event)},
    EventKind.DEESCALATED: _lowered,
    EventKind.MANAGER_ASKED: lambda event, reader: _("%(name)s asks for a manager") % {"name": _by(event)},
    EventKind.MANAGER_ANSWERED: lambda event, reader: (
        _("%(name)s has seen that you asked for a manager") % {"name": _by(event)}
    ),
    EventKind.BREACHED: lambda event, reader: _("%(clock)s is late") % {"clock": name_of(event.data["kind"])},
}
