"""Each kind of event in words, for the vendor's side and for the partner's. Names and codes become safe HTML."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from cases.assumed import LABELS, Fact
from cases.models import Case, CaseEvent, EventKind
from portal.amounts import duration
from portal.clocks import name_of
from portal.instants import absolute

People = Mapping[int, str]


@dataclass(frozen=True)
class Line:
    icon: str
    text: SafeString
    mood: str = ""  # "", good or alarm


@dataclass(frozen=True)
class Vocabulary:
    """What sentences need beyond the event: the case's vendor and partner, the words for codes, the reader.

    severity, department, cause, level, category and fact (with the fact's name) give the label of a code (or number);
    pauses: whether waiting stops a clock;
    writes: whether the reader may, so that nobody is asked for what only a colleague can do.
    """

    case: Case
    vendor: str
    partner_side: bool
    customer_side: bool
    writes: bool
    now: datetime
    pauses: bool
    severity: Callable[[str], str]
    department: Callable[[str], str]
    cause: Callable[[str], str]
    level: Callable[[int], str]
    fact: Callable[[str, str], str]
    category: Callable[[str], str]


def event_in_words(event: CaseEvent, words: Vocabulary, people: People) -> Line | None:
    """The line of an event; None for those that only bring a message, and for clocks, which customers have none of."""
    if words.customer_side and event.kind in _CLOCKS:
        return None
    tell = _TOLD.get(EventKind(event.kind))
    return tell(_Told(event, words, people)) if tell else None


@dataclass(frozen=True)
class _Told:
    event: CaseEvent
    words: Vocabulary
    people: People

    @property
    def data(self) -> dict[str, Any]:
        return self.event.data

    @property
    def by(self) -> str:
        """The name of who did it. A customer may not see its partner's other people."""
        if self.event.by is not None:
            return self.event.by.name
        return gettext("Somebody") if self.event.by_id else gettext("The portal")

    def person(self, key: str) -> str:
        return self.people.get(self.data.get(key) or 0, gettext("Somebody"))

    def line(self, icon: str, sentence: str, mood: str = "", **values) -> Line:
        """The sentence's %(names)s are escaped and stand out."""
        bold = {name: format_html("<b>{}</b>", value) for name, value in values.items()}
        return Line(icon, SafeString(sentence % bold), mood)

    @property
    def clock(self) -> str:
        return name_of(self.data["kind"])

    def instant(self, key: str) -> str:
        return absolute(datetime.fromisoformat(self.data[key]), self.words.now)


def _received(told: _Told) -> Line:
    severity = told.words.severity(told.data["severity"])
    sentence = gettext("Received with severity %(severity)s")
    if told.data.get("assumed"):
        # Nobody chose it: a mail fills in no form.
        names = ", ".join(str(LABELS[fact]) for fact in Fact if fact in told.data["assumed"])
        sentence = gettext(
            "Received by mail with severity %(severity)s. Assumed, because no form was filled in: %(names)s"
        )
        return told.line("inbox", sentence, severity=severity, names=names)
    return told.line("inbox", sentence, severity=severity)


def _owned(told: _Told) -> Line:
    owner = told.person("owner")
    if told.words.partner_side or told.event.by_id == told.data["owner"]:
        return told.line("user", gettext("%(owner)s became Case Owner"), owner=owner)
    return told.line("user", gettext("%(owner)s became Case Owner, named by %(by)s"), owner=owner, by=told.by)


def _confirmed(told: _Told) -> Line:
    severity, before = told.words.severity(told.data["severity"]), told.data["before"]
    if before == told.data["severity"]:
        return told.line("check", gettext("Severity %(severity)s confirmed"), severity=severity)
    sentence = gettext("Severity confirmed as %(severity)s, it was %(before)s")
    return told.line("check", sentence, severity=severity, before=told.words.severity(before))


def _proposed(told: _Told) -> Line:
    sentence = gettext("%(by)s proposed severity %(severity)s instead of %(before)s")
    words = told.words
    return told.line(
        "scale", sentence, by=told.by, severity=words.severity(told.data["severity"]),
        before=words.severity(told.data["before"]),
    )  # fmt: skip


def _decided(told: _Told) -> Line:
    severity = told.words.severity(told.data["severity"])
    if told.data["granted"]:
        return told.line("scale", gettext("Proposal granted: severity is now %(severity)s"), severity=severity)
    sentence = gettext("Proposal of %(proposed)s declined: severity stays %(severity)s")
    return told.line("scale", sentence, proposed=told.words.severity(told.data["proposed"]), severity=severity)


def _waited(told: _Told) -> Line:
    if told.words.partner_side and not told.words.writes:
        return told.line("pause", gettext("Waiting on %(partner)s"), partner=told.words.case.partner.name)
    if told.words.partner_side:
        sentence = gettext("%(who)s: your answer is needed")
        return told.line("pause", sentence, who=gettext("Waits on you"))
    sentence = gettext("Set to %(status)s. The clock paused") if told.words.pauses else gettext("Set to %(status)s")
    return told.line("pause", sentence, status=gettext("Waiting on partner"))


def _returned(told: _Told) -> Line:
    if told.words.partner_side:
        return told.line("play", gettext("Back with %(vendor)s"), vendor=told.words.vendor)
    waited = told.words.pauses and told.data.get("before") in (None, "waiting")
    sentence = gettext("Back %(us)s. The clock went on") if waited else gettext("Back %(us)s")
    return told.line("play", sentence, us=gettext("with us"))


def _referred(told: _Told) -> Line:
    department = told.words.department(told.data["department"])
    return told.line("refer", gettext("Referred to %(department)s"), department=department)


def _categorised(told: _Told) -> Line:
    category = told.words.category(told.data["category"])
    if told.data["services"]:
        sentence = gettext("%(by)s sorted it as %(category)s: services, which may be billable once the partner agrees")
    else:
        sentence = gettext("%(by)s sorted it as %(category)s: support")
    return told.line("list", sentence, by=told.by, category=category)


def _offer(told: _Told) -> Line:
    icon, mood, sentence = {
        EventKind.OFFERED: ("scale", "", gettext("%(by)s offered billable work, %(offer)s")),
        EventKind.OFFER_ACCEPTED: ("check", "good", gettext("%(by)s accepted %(offer)s")),
        EventKind.OFFER_DECLINED: ("x", "", gettext("%(by)s declined %(offer)s")),
        EventKind.OFFER_EXPIRED: ("clock", "", gettext("Nobody has answered %(offer)s: it has run out")),
        EventKind.OFFER_WITHDRAWN: ("trash", "", gettext("%(by)s withdrew %(offer)s")),
    }[EventKind(told.event.kind)]
    if told.data.get("closed"):
        sentence = gettext("The case is over, and so %(offer)s was withdrawn")
    name = gettext("offer %(number)d") % {"number": told.data["number"]}
    return told.line(icon, sentence, mood, by=told.by, offer=name)


def _resolved(told: _Told) -> Line:
    sentence = gettext("%(by)s marked it as %(status)s. It closes by itself %(when)s, unless the partner writes")
    values = {"by": told.by, "status": gettext("resolved"), "when": told.instant("closes")}
    if told.words.writes and told.words.partner_side:
        sentence = gettext("%(by)s marked it as %(status)s. It closes by itself %(when)s, unless you write")
    elif told.words.partner_side:
        sentence = gettext("%(by)s marked it as %(status)s. It closes by itself %(when)s, unless %(partner)s writes")
        values["partner"] = told.words.case.partner.name
    if cause := told.data.get("cause"):
        sentence = f"{sentence}. {gettext('Cause: %(cause)s')}"
        values["cause"] = told.words.cause(cause)
    return told.line("check", sentence, "good", **values)


def _closed(told: _Told) -> Line:
    if told.event.by_id is None:
        return told.line("check", gettext("%(closed)s by itself: no further word came"), closed=gettext("Closed"))
    return told.line("check", gettext("%(by)s closed the case"), by=told.by)


def _reopened(told: _Told) -> Line:
    return told.line("reload", gettext("%(by)s reopened the case"), by=told.by)


def _met(told: _Told) -> Line:
    spare = told.data["left"]
    if told.data["late"]:
        return told.line("clock", gettext("%(clock)s came %(time)s late"), clock=told.clock, time=duration(-spare))
    return told.line(
        "check", gettext("%(clock)s met with %(time)s to spare"), "good", clock=told.clock, time=duration(spare)
    )


def _moved(told: _Told) -> Line:
    when = told.instant("due")
    sentences = {
        EventKind.RETURNED: gettext("%(clock)s is now due %(when)s: the pause does not count"),
        EventKind.SEVERITY_CONFIRMED: gettext("%(clock)s is now due %(when)s: the severity changed"),
        EventKind.SEVERITY_DECIDED: gettext("%(clock)s is now due %(when)s: the severity changed"),
        "calendar": gettext("%(clock)s is now due %(when)s: the service calendar changed"),
    }
    sentence = sentences.get(told.data["reason"], gettext("%(clock)s is now due %(when)s"))
    return told.line("clock", sentence, clock=told.clock, when=when)


def _warned(told: _Told) -> Line:
    return told.line("clock", gettext("%(clock)s: three quarters of the time are used"), "alarm", clock=told.clock)


def _breached(told: _Told) -> Line:
    sentence = gettext("%(clock)s was due %(when)s and has not come")
    return told.line("alert", sentence, "alarm", clock=told.clock, when=told.instant("due"))


def _escalated(told: _Told) -> Line:
    level = told.words.level(told.data["level"])
    if told.event.by_id:
        return told.line("flag", gettext("%(by)s escalated it to %(level)s"), "alarm", by=told.by, level=level)
    return told.line("flag", gettext("Escalated to %(level)s"), "alarm", level=level)


def _deescalated(told: _Told) -> Line:
    level, was = told.data["level"], told.data["was"]
    if level == was:
        return told.line("eye", gettext("%(by)s has seen the escalation"), by=told.by)
    if not level:
        return told.line("flag", gettext("%(by)s ended the escalation"), "good", by=told.by)
    level = told.words.level(level)
    return told.line("flag", gettext("%(by)s lowered the escalation to %(level)s"), "good", by=told.by, level=level)


def _asked(told: _Told) -> Line:
    return told.line("flag", gettext("%(by)s asked for a manager"), "alarm", by=told.by)


def _answered(told: _Told) -> Line:
    if told.words.partner_side:
        return told.line("eye", gettext("%(by)s has seen that you asked for a manager"), by=told.by)
    partner = told.words.case.partner.name
    return told.line("eye", gettext("%(partner)s was told that a manager has seen it"), partner=partner)


def _settled(told: _Told) -> Line:
    fact, data = Fact(told.data["fact"]), told.data
    if fact == Fact.VERSION:
        return told.line("check", gettext("%(by)s said which version it is"), by=told.by)
    value = told.words.fact(fact, data["value"])
    if not data["changed"]:
        return told.line(
            "check", gettext("%(by)s confirmed %(fact)s: %(value)s"), by=told.by, fact=LABELS[fact], value=value
        )
    sentence = gettext("%(by)s corrected %(fact)s: %(value)s, assumed was %(before)s")
    before = told.words.fact(fact, data["before"])
    return told.line("check", sentence, by=told.by, fact=LABELS[fact], value=value, before=before)


def _watched(told: _Told) -> Line:
    return told.line("users", gettext("%(by)s put %(person)s on copy"), by=told.by, person=told.person("person"))


def _redacted(told: _Told) -> Line:
    if "survey" in told.data:
        return told.line("trash", gettext("%(by)s removed a comment from the feedback"), by=told.by)
    return told.line("trash", gettext("%(by)s removed the text of a message and its files"), by=told.by)


def _linked(told: _Told) -> Line:
    return told.line(
        "megaphone", gettext("%(by)s linked it with an incident, which answers it when it ends"), by=told.by
    )


def _unlinked(told: _Told) -> Line:
    return told.line("megaphone", gettext("%(by)s unlinked it from the incident"), by=told.by)


_CLOCKS = (EventKind.MET, EventKind.DUE_MOVED)
_TOLD: dict[EventKind, Callable[[_Told], Line]] = {
    EventKind.RECEIVED: _received,
    EventKind.OWNED: _owned,
    EventKind.SEVERITY_CONFIRMED: _confirmed,
    EventKind.SEVERITY_PROPOSED: _proposed,
    EventKind.SEVERITY_DECIDED: _decided,
    EventKind.WAITED: _waited,
    EventKind.RETURNED: _returned,
    EventKind.REFERRED: _referred,
    EventKind.CATEGORISED: _categorised,
    EventKind.OFFERED: _offer,
    EventKind.OFFER_ACCEPTED: _offer,
    EventKind.OFFER_DECLINED: _offer,
    EventKind.OFFER_EXPIRED: _offer,
    EventKind.OFFER_WITHDRAWN: _offer,
    EventKind.RESOLVED: _resolved,
    EventKind.CLOSED: _closed,
    EventKind.REOPENED: _reopened,
    EventKind.MET: _met,
    EventKind.DUE_MOVED: _moved,
    EventKind.WARNED: _warned,
    EventKind.BREACHED: _breached,
    EventKind.ESCALATED: _escalated,
    EventKind.DEESCALATED: _deescalated,
    EventKind.MANAGER_ASKED: _asked,
    EventKind.MANAGER_ANSWERED: _answered,
    EventKind.FACT_SETTLED: _settled,
    EventKind.WATCHED: _watched,
    EventKind.REDACTED: _redacted,
    EventKind.LINKED: _linked,
    EventKind.UNLINKED: _unlinked,
}
