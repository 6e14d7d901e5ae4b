"""Each fact that was assumed of a case that came by mail, with what the reader can do about it (R16-R18, V12)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from cases.assumed import LABELS, Fact, open_facts
from cases.models import Case
from cases.verbs.settle_fact import value_of
from portal.desk.choices import Choices
from portal.forms.case_acts import ActForm, FactForm, VersionForm
from portal.matter.acts import Acting, Offer
from portal.matter.facts import Fact as Line
from portal.permissions import Act
from tenants.models import ListEntry

_LISTS = {
    Fact.CASE_TYPE: ListEntry.Name.CASE_TYPE,
    Fact.ENVIRONMENT: ListEntry.Name.ENVIRONMENT,
    Fact.IMPACT: ListEntry.Name.IMPACT,
}


@dataclass(frozen=True)
class Assumed:
    """`name` is the fact's label; confirm and correct are None where the reader may not, or it goes another way."""

    name: Any
    words: str
    confirm: Offer | None = None
    correct: Offer | None = None
    href: str = ""
    link: str = ""
    refused: str = ""  # why what was posted was not taken, where there is no form any more to say it


@dataclass(frozen=True)
class Assumptions:
    case: Case
    acting: Acting
    choices: Choices

    @property
    def word(self) -> str:
        """What the marks mean, said once above them; "" where there is none."""
        if not open_facts(self.case):
            return ""
        if self.acting.door.may(Act.SETTLE) and not self.case.is_over:
            return _("This case came by mail, without a form. What is marked was assumed: confirm or correct it.")
        return _("This case came by mail, without a form. What is marked was assumed.")

    def marked(self, lines: list[Line]) -> list[Line]:
        """The lines of the margin, each assumed one with its mark."""
        found = {fact: self._assumed(fact) for fact in open_facts(self.case)} | self._refused()
        return [replace(line, assumed=found.get(Fact(line.key))) if line.key else line for line in lines]

    def _refused(self) -> dict[Fact, Assumed]:
        """Facts that were settled by somebody else, or a case that was closed, while the reader chose."""
        lost = {}
        for fact in Fact:
            for key in (f"sure-{fact}", f"fact-{fact}"):
                form = self.acting.bound.get(key)
                if form and form.errors and (self.case.is_over or fact not in open_facts(self.case)):
                    said = " ".join(str(word) for words in form.errors.values() for word in words)
                    lost[fact] = Assumed(LABELS[fact], "", refused=said)
        return lost

    def _assumed(self, fact: Fact) -> Assumed:
        words = "" if fact == Fact.VERSION else _("assumed")
        if fact == Fact.SEVERITY:
            return self._severity(words)
        if not self.acting.door.may(Act.SETTLE) or self.case.is_over:
            return Assumed(LABELS[fact], words)
        return Assumed(LABELS[fact], words, self._confirm(fact), self._correct(fact))

    def _severity(self, words: str) -> Assumed:
        """Confirmed by the vendor, discussed with the partner: the acts of the head (R26, R30)."""
        may, over = self.acting.door.may, self.case.is_over
        link = _("Confirm or change") if may(Act.TRIAGE) else _("Propose another one")
        if over or not (may(Act.TRIAGE) or may(Act.PROPOSE_SEVERITY)):
            return Assumed(LABELS[Fact.SEVERITY], words)
        return Assumed(LABELS[Fact.SEVERITY], words, href="#act-severity", link=link)

    def _confirm(self, fact: Fact) -> Offer | None:
        if fact == Fact.VERSION:
            return None
        hidden = {"fact": fact.value, "value": value_of(self.case, fact), "act": "confirm"}
        return self._offer(f"sure-{fact}", ActForm, _("Confirm"), hidden)

    def _correct(self, fact: Fact) -> Offer:
        hidden = {"fact": fact.value, "act": "correct"}
        if fact == Fact.VERSION:
            return self._offer(f"fact-{fact}", VersionForm, _("Save"), hidden)
        return self._offer(f"fact-{fact}", FactForm, _("Correct it"), hidden, value=list(self._offered(fact)))

    def _offered(self, fact: Fact) -> Iterator[tuple[str, str]]:
        """All but what stands: that is confirmed."""
        now = value_of(self.case, fact)
        yield "", _("choose…")
        if fact == Fact.PRODUCT:
            yield from ((row.code, row.name) for row in self.choices.products if row.active and row.code != now)
        else:
            yield from ((row.code, row.label) for row in self.choices.offered(_LISTS[fact]) if row.code != now)

    def _offer(self, key: str, form: type[ActForm], submit: str, hidden: dict[str, str], **choices) -> Offer:
        offer = self.acting.offer_of(key, "settle_fact", form, submit, hidden, **choices)
        for field in offer.form.fields.values():
            field.label = LABELS[Fact(hidden["fact"])]
        return offer
