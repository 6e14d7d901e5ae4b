"""Lines of the bell in words: what happened, on what, and where it leads."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from notifications.models import Delivery
from notifications.wording import title_of
from portal.gates import Door


def line_of(delivery: Delivery, door: Door) -> dict:
    """An item of partials/bell_list.html; what the reader no longer sees has no link."""
    title, text, href = _LINES[delivery.subject](delivery, door)
    return {"title": title, "text": text, "href": href, "at": delivery.at, "unread": delivery.read_at is None}


def _case_line(delivery: Delivery, door: Door) -> tuple[str, str, str]:
    case, event = delivery.case, delivery.event
    title = title_of(event, door.membership) if event else _("News")
    if case is None:
        return title, _("You no longer see this case."), ""
    url = reverse("case", args=[door.vendor.slug, case.number])
    return title, f"{case.number} {case.summary}", f"{url}#event-{event.position}" if event else url


def _report_line(delivery: Delivery, door: Door) -> tuple[str, str, str]:
    """Told by mail alone; the line stands for an old one that a person may still have."""
    return _("Figures by email"), "", reverse("figure_mails", args=[door.vendor.slug])


# By the subject of the announcement: title, text, address.
_LINES: dict[str, Callable[[Delivery, Door], tuple[str, str, str]]] = {
    "caseevent": _case_line,
    "scheduledreport": _report_line,
}
