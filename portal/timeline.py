"""The timeline of a case: messages and events as the reader's scope shows them, days, and what was closed between.

Row-level security has already left out what is not for the reader. The number of queries does not grow with the
length of the case.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy

from cases.anchors import anchor_of
from cases.asides import ASIDES
from cases.models import Attachment, Audience, Case, CaseEvent, EventKind, Message
from cases.models.case import Channel
from cases.submission import SECTIONS
from portal.closed_bands import closed_between
from portal.event_words import People, Vocabulary, event_in_words
from portal.gates import Door
from portal.prose import prose, verbatim
from slas.clock import Clock
from tenants.models import Membership
from tenants.roles import Role

VERBATIM = {"error"}  # sections that are shown letter by letter
# The form asks "What you expected"; on the case others read the answer.
READ_BY_OTHERS = {
    "expected": gettext_lazy("Expected"),
    "observed": gettext_lazy("Seen instead"),
    "tried": gettext_lazy("Already tried"),
}
# Behind a longer silence the closed days are no longer what one looks for.
LONGEST_GAP = timedelta(days=7)
SPOKEN = (
    EventKind.RECEIVED,
    EventKind.SAID,
    EventKind.NOTED,
    EventKind.ESCALATED,
    EventKind.DEESCALATED,
)


@dataclass(frozen=True)
class Entry:
    """One piece of partials/timeline/: kind is message, internal_note, event, closed or day."""

    kind: str
    at: datetime | None = None
    text: Any = ""
    icon: str = ""
    mood: str = ""
    anchor: str = ""
    author: str = ""
    affiliation: str = ""
    vendor_side: bool = False
    body: Any = ""
    files: list[dict] = field(default_factory=list)
    day: date | None = None
    redact_url: str = ""
    by_mail: bool = False
    quoted: Any = ""  # what stood below a mail's own words, as safe HTML


@dataclass(frozen=True)
class Log:
    """What the scope shows of a case, read with three queries: events with their words, files, people."""

    events: list[CaseEvent]
    files: dict[int, list[Attachment]]
    people: People

    @property
    def seen(self) -> int:
        """How many events the reader sees: what the composer sends back (cases.anchors)."""
        return len(self.events)


def log_of(case: Case) -> Log:
    """Reads the log in the reader's scope."""
    events = list(CaseEvent.objects.filter(case=case).select_related("by", "message__author").order_by("position"))
    files: dict[int, list[Attachment]] = {}
    for attachment in Attachment.objects.filter(case=case, redacted_at__isnull=True).order_by("id"):
        files.setdefault(attachment.message_id, []).append(attachment)
    named = {pk for event in events for key in ("owner", "person", "before") if type(pk := event.data.get(key)) is int}
    people = dict(Membership.objects.filter(pk__in=named).values_list("pk", "name"))
    return Log(events, files, people)


def timeline(case: Case, log: Log, door: Door, words: Vocabulary, clock: Clock | None, redact: bool) -> list[Entry]:
    """Entries from the oldest to the newest. `clock` is the region's, for closed days; `redact` offers it."""
    return list(_Teller(case, log, door, words, clock, redact).entries())


@dataclass(frozen=True)
class _Teller:
    case: Case
    log: Log
    door: Door
    words: Vocabulary
    clock: Clock | None
    redact: bool

    def entries(self) -> Iterator[Entry]:
        before: CaseEvent | None = None
        for event in self.log.events:
            told = list(self.told(event))
            if not told:
                continue  # a clock's event for somebody who has none: its day would stand empty
            yield from self.between(before, event)
            yield from told
            before = event

    def between(self, before: CaseEvent | None, event: CaseEvent) -> Iterator[Entry]:
        today = timezone.localtime(event.at).date()
        if before is not None and timezone.localtime(before.at).date() == today:
            return
        if before is not None and self.clock and event.at - before.at <= LONGEST_GAP:
            for text in closed_between(self.clock, before.at, event.at):
                yield Entry("closed", text=text)
        yield Entry("day", day=today)

    def told(self, event: CaseEvent) -> Iterator[Entry]:
        if event.kind in SPOKEN and event.message is not None:
            yield self.spoken(event, event.message)
        line = event_in_words(event, self.words, self.log.people)
        if line is not None:
            yield Entry("event", at=event.at, text=line.text, icon=line.icon, mood=line.mood, anchor=anchor_of(event))

    def spoken(self, event: CaseEvent, message: Message) -> Entry:
        author = message.author
        return Entry(
            kind="internal_note" if message.audience == Audience.INTERNAL else "message",
            at=event.at,
            anchor=anchor_of(event),
            author=author.name if author else gettext("Somebody"),
            affiliation=self.affiliation(author) if author else "",
            vendor_side=bool(author and author.is_vendor_side),
            body=_body(message),
            files=[self.file(attachment) for attachment in self.log.files.get(message.pk, [])],
            redact_url=self.address("redact", message.pk) if self.redact and not message.redacted_at else "",
            by_mail=message.channel == Channel.EMAIL,
            quoted=prose(message.quoted) if message.quoted else "",
        )

    def affiliation(self, author: Membership) -> str:
        """ "Nordwind Systemhaus, Designated Contact", "Revalize, Case Owner"."""
        role = Role(author.role).label
        if author.is_vendor_side:
            place = self.door.vendor.name
            role = gettext("Case Owner") if author.pk == self.case.owner_id else role
        else:
            customer = self.case.customer
            own = author.customer_id and customer and author.customer_id == customer.pk
            place = customer.name if own and customer else self.case.partner.name
        return gettext("%(place)s, %(role)s") % {"place": place, "role": role}

    def file(self, attachment: Attachment) -> dict:
        return {
            "name": attachment.name,
            "size": attachment.size,
            "href": self.address("attachment", attachment.pk),
        }

    def address(self, name: str, pk: int) -> str:
        return reverse(name, args=[self.door.vendor.slug, self.case.number, pk])


def _body(message: Message):
    if message.redacted_at:
        return prose(gettext("This text and its files were removed."))
    html = prose(message.body)
    for section in message.sections:
        label = {**SECTIONS, **READ_BY_OTHERS, **ASIDES}.get(section["code"], section["code"])
        text = verbatim(section["text"]) if section["code"] in VERBATIM else prose(section["text"])
        html += format_html('<h4 class="message-section">{}</h4>', label) + text
    return html


def messages_after(events: Sequence[CaseEvent], seen: int, reader: Membership) -> list[CaseEvent]:
    """What others have said openly after the first `seen` events: nobody answers past it unknowingly."""
    return [event for event in events[seen:] if event.kind == EventKind.SAID and event.by_id != reader.pk]
