"""The digest: what happened since the last one, grouped by case, and notices."""

from django.utils.text import Truncator

from cases.models import Case, CaseEvent, EventKind
from notifications.mail import links
from notifications.mail.letters import Letter
from notifications.mail.notice_letters import notices_told
from notifications.mail.survey_letters import digest_line
from notifications.models import Delivery
from notifications.one_act import set_with
from notifications.wording import title_of

EXCERPT = 160  # characters


def write_digest(delivery: Delivery) -> Letter | None:
    """One letter for the deliveries bundled into this one; what its reader sees no longer is left out."""
    reader = delivery.membership
    rows = list(Delivery.objects.filter(bundle=delivery).order_by("at", "id"))
    events = {
        event.pk: event
        for event in CaseEvent.objects.select_related("by", "message").filter(
            pk__in=[row.event_id for row in rows if row.event_id]
        )
    }
    along = set_with(events.values())
    cases = {case.pk: case for case in Case.objects.filter(pk__in={row.case_id for row in rows if row.case_id})}
    matters: dict[int, list[dict]] = {}
    for row in rows:
        event = events.get(row.event_id or 0)
        if event and event.case_id in cases:
            event.case = cases[event.case_id]
            title = title_of(event, reader, along.get(event.pk))
            matters.setdefault(event.case_id, []).append({"title": title, "words": _first_words(event), "at": row.at})
        elif row.case_id in cases and (line := digest_line(row, reader)):
            matters.setdefault(row.case_id, []).append(line)
    notices = notices_told(rows, reader)
    if not matters and not notices:
        return None
    told = [
        {"case": cases[pk], "lines": lines, "link": links.case_page(cases[pk], reader.vendor.slug)}
        for pk, lines in matters.items()
    ]
    count = sum(len(lines) for lines in matters.values()) + len(notices)
    return Letter("digest", {"matters": told, "notices": notices, "count": count})


def _first_words(event: CaseEvent) -> str:
    """How a message begins, in one line; "" for everything else, and for words that were removed."""
    message = event.message
    if event.kind != EventKind.SAID or message is None or message.redacted_at:
        return ""
    return Truncator(" ".join(message.body.split())).chars(EXCERPT)
