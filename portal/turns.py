"""Whose turn it is: what the partner is asked for, and what is with the vendor."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.urls import reverse
from django.utils.translation import gettext

from cases.models import Case, Message, Offer, Status
from cases.models.case import Side
from cases.offers import terms_in_words
from cases.queues import POLICY_ORDER
from portal.chips import Chip
from portal.clocks import Reader, chips, foremost
from portal.gates import Door
from portal.instants import absolute, calendar_date
from portal.partner_cases import in_hands, severity_names

# More rows than that are a list, not a turn: the page links to it.
SHOWN = 8
EXCERPT = 160  # characters
GREETING = 24  # characters: "Hello Jonas," says nothing yet
READ = 600  # characters of a paragraph that are looked at: the search for a question takes their square


@dataclass(frozen=True)
class Ask:
    """A case that waits on the partner: who asks and what; `since` is an aware UTC instant."""

    case: Case
    severity: str
    text: str
    since: datetime
    answers: bool  # an answer is wanted; otherwise a word that it is solved
    offer_url: str = ""  # of the billable work that is to be accepted or declined (R51)


@dataclass(frozen=True)
class Held:
    """A case that the vendor has; hands names the department it was referred to. chip is None where nothing runs."""

    case: Case
    severity: str
    chip: Chip | None
    hands: str


def asks(door: Door, offers: list[Offer]) -> list[Ask]:
    """The first cases whose turn is the partner's, in the reader's own scope: answers that are wanted, worst first,
    then `offers` that wait, before those that need no more than a yes.
    """
    offered = {offer.case_id: offer for offer in offers}
    wanted = Case.objects.asking_partner().exclude(pk__in=list(offered))
    wanted = wanted.annotate(settled=ExpressionWrapper(Q(status=Status.RESOLVED), BooleanField()))
    cases = list(_first(wanted, "settled"))
    names, said = severity_names([*cases, *(offer.case for offer in offers)]), _last_words(cases)
    found = [_ask(case, names.get((case.policy_id, case.severity), ""), said.get(case.pk), door.now) for case in cases]
    asked = [_offered(offer, names.get((offer.case.policy_id, offer.case.severity), ""), door) for offer in offers]
    return [*(ask for ask in found if ask.answers), *asked, *(ask for ask in found if not ask.answers)][:SHOWN]


def offers_that_wait(now: datetime) -> list[Offer]:
    """Billable work that the partner has yet to accept or decline, what runs out first first (R51). Customers see none.
    A case has one open offer at most.
    """
    waiting = Offer.objects.open().filter(expires_at__gt=now, case__status__in=Status.working())
    return list(waiting.select_related("case__customer").order_by("expires_at", "pk"))


def _offered(offer: Offer, severity: str, door: Door) -> Ask:
    told = {"terms": terms_in_words(offer), "date": calendar_date(offer.valid_until)}
    text = gettext("Billable work is offered: %(terms)s. It can be accepted until %(date)s.") % told
    url = reverse("offer", args=[door.vendor.slug, offer.case.number, offer.number])
    return Ask(offer.case, severity, text, offer.at, answers=True, offer_url=url)


def held(door: Door) -> list[Held]:
    """The first cases that the vendor has, worst first, with where their clocks stand."""
    cases = list(_first(Case.objects.with_vendor()))
    names, hands = severity_names(cases), in_hands(cases, door)
    running = chips(cases, foremost(case.pk for case in cases), Reader.behind(door))
    return [
        Held(case, names.get((case.policy_id, case.severity), ""), running.get(case.pk), hands.get(case.pk, ""))
        for case in cases
    ]


def _first(cases, *before: str):
    # Beside the cases, not joined: see portal.desk.rows.with_names.
    return cases.prefetch_related("customer", "owner").order_by(*before, *POLICY_ORDER)[:SHOWN]


def _last_words(cases: Iterable[Case]) -> dict[int, Message]:
    """The vendor's last public message of each case: the reader's scope shows no internal ones."""
    said = Message.objects.filter(case__in=list(cases), side=Side.VENDOR, redacted_at=None).select_related("author")
    return {message.case_id: message for message in said.order_by("case", "-at", "-id").distinct("case")}


def _ask(case: Case, severity: str, message: Message | None, now: datetime) -> Ask:
    if case.status == Status.RESOLVED:
        text = _until_it_closes(case, now)
        return Ask(case, severity, text, case.resolved_at or case.shared_at, answers=False)
    text = _excerpt(message) if message else gettext("An answer is wanted.")
    return Ask(case, severity, text, message.at if message else case.shared_at, answers=True)


def _until_it_closes(case: Case, now: datetime) -> str:
    if case.close_due_at is None:
        return gettext("Resolved. Say whether it is.")
    return gettext("Resolved. Say whether it is; otherwise it closes %(at)s.") % {
        "at": absolute(case.close_due_at, now)
    }


def _excerpt(message: Message) -> str:
    """What is asked: from the first question on, otherwise from the first paragraph that is more than a greeting."""
    paragraphs = [" ".join(paragraph[:READ].split()) for paragraph in message.body.split("\n\n")]
    said = next((paragraph for paragraph in paragraphs if len(paragraph) > GREETING), " ".join(paragraphs))
    for paragraph in paragraphs:
        question = re.search(r"[^.!?]*\?", paragraph)
        if question and len(question[0].strip()) > GREETING:
            said = paragraph[question.start() :].strip()
            break
    if len(said) > EXCERPT:
        said = said[:EXCERPT].rsplit(" ", 1)[0] + "…"
    author = message.author.name if message.author else ""
    return f"{author}: {said}" if author else said
