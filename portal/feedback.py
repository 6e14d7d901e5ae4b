"""Feedback as the vendor’s people see it: who may see which, follow-ups as tasks, answers in words (R42, R43)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifications.audience import departments_of
from notifications.mailed_feedback import mailed_to
from portal.forms.survey import FinishForm
from portal.gates import Door
from portal.matter.facts import time_there
from portal.permissions import Act
from portal.typed import is_id
from surveys.models import CommentRemoval, FeedbackShare, FollowUp, Question, Reason, Survey, SurveyAnswer
from surveys.models.survey import BEST, SurveyQuerySet
from surveys.terms import DEFAULTS, terms_of
from surveys.wording import Said, said
from tenants.models import ListEntry, Vendor

PERIODS = {"30": _("the last 30 days"), "90": _("the last 90 days"), "365": _("the last 12 months")}
LOW, FAIR, GOOD = "low", "fair", "good"
FINE = 4  # from here on a rating is good, unless the vendor counts it as low


@dataclass(frozen=True)
class Marks:
    """Where ratings part, by the vendor's setting in force: `low` is the highest one that counts as low."""

    low: int

    @property
    def fine(self) -> int:
        return max(FINE, self.low + 1)

    def ranges(self) -> dict[str, tuple[int, int]]:
        """From which rating to which; between low and fine there may be none."""
        found = {LOW: (1, self.low), FAIR: (self.low + 1, self.fine - 1), GOOD: (self.fine, BEST)}
        return {name: (first, last) for name, (first, last) in found.items() if first <= last}

    def ratings(self) -> dict[str, str]:
        """What answers can be narrowed to, in words."""
        return {name: self._words(name, *ends) for name, ends in self.ranges().items()}

    def _words(self, name: str, first: int, last: int) -> str:
        if name == GOOD:
            return gettext("nothing below %(number)d") % {"number": first}
        if first == last:
            return gettext("with a rating of %(number)d") % {"number": first}
        return gettext("with a rating of %(first)d to %(last)d") % {"first": first, "last": last}


def marks_of(vendor: Vendor) -> Marks:
    return Marks(terms_of(vendor).low)


@dataclass(frozen=True)
class Lens:
    """What the list is narrowed to. `days` of PERIODS; `rating` of the marks' ratings or ""; partner's id or None."""

    days: int = 90
    rating: str = ""
    partner: int | None = None
    marks: Marks = Marks(DEFAULTS["survey_low_rating"])

    @classmethod
    def read(cls, query: Mapping[str, str], vendor: Vendor) -> "Lens":
        """From the address; what is not offered counts as not chosen."""
        days, rating, partner = (query.get(name, "") for name in ("days", "rating", "partner"))
        marks = marks_of(vendor)
        return cls(
            int(days) if days in PERIODS else 90,
            rating if rating in marks.ranges() else "",
            int(partner) if is_id(partner) else None,
            marks,
        )

    def since(self, now: datetime) -> datetime:
        return now - timedelta(days=self.days)

    def narrow(self, rows: SurveyQuerySet, now: datetime):
        rows = rows.filter(answered_at__gte=self.since(now))
        if self.partner is not None:
            rows = rows.filter(partner=self.partner)
        if not self.rating:
            return rows
        first, last = self.marks.ranges()[self.rating]
        if self.rating == GOOD:
            rows = rows.exclude(_rated(1, first - 1))
        return rows.filter(_rated(first, last))


def _rated(low: int, high: int) -> Q:
    """Any of the three from low to high; one that was left out is neither."""
    found = Q()
    for name in Question.values:
        found |= Q(**{f"{name}__isnull": False, f"{name}__gte": low, f"{name}__lte": high})
    return found


@dataclass(frozen=True)
class Task:
    """A follow-up that waits. `taken`: by the reader. dial: the number of a wished call as a link has it, there: what
    time it is where the contact is; both "" where no call is wished.
    """

    follow_up: FollowUp
    card: "Card"
    overdue: bool
    taken: bool
    form: FinishForm
    dial: str = ""
    there: str = ""


@dataclass
class Card:
    """A survey's answer. shared: names of departments; done: follow-ups that are over. removable: the survey, where the
    reader may remove its comments. mailed: who had a mail of it before a comment was removed.
    """

    survey: Survey
    href: str
    answer: SurveyAnswer | None = None
    said: list[Said] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)
    waiting: FollowUp | None = None
    done: list[FollowUp] = field(default_factory=list)
    removable: Survey | None = None
    mailed: list[str] = field(default_factory=list)


def visible(door: Door, departments: Iterable[ListEntry] | None = None) -> SurveyQuerySet:
    """The answered surveys that the reader may see: leaders all, others those on their own service and those shared
    with their department. departments: the vendor's, where they are at hand.
    """
    rows = Survey.objects.answered()
    if door.may(Act.SEE_FEEDBACK):
        return rows
    mine = departments_of(door.membership.role, departments)
    shared = FeedbackShare.objects.filter(department__in=mine).values("survey")
    return rows.filter(Q(owner=door.membership) | Q(pk__in=shared))


def _card(survey: Survey, door: Door) -> Card:
    href = reverse("case", args=[door.vendor.slug, survey.case.number])
    return Card(survey, href, removable=survey if door.may(Act.REDACT) else None)


def cards(surveys: Iterable[Survey], door: Door, departments: Iterable[ListEntry] | None = None) -> list[Card]:
    """In the given order, with what hangs on them in as many queries for one as for many; none for no surveys."""
    made = {survey.pk: _card(survey, door) for survey in surveys}
    if not made:
        return []
    for answer in SurveyAnswer.objects.filter(survey__in=list(made)).order_by("number"):
        made[answer.survey_id].answer = answer
    removals: dict[int, list[CommentRemoval]] = {}
    for removal in CommentRemoval.objects.filter(survey__in=list(made)).select_related("by"):
        removals.setdefault(removal.survey_id, []).append(removal)
    if door.may(Act.REDACT):
        _name_mailed(made, removals)
    low = marks_of(door.vendor).low
    for pk, card in made.items():
        card.said = said(card.answer, removals.get(pk, []), low=low) if card.answer else []
    if departments is None:
        departments = ListEntry.objects.filter(list=ListEntry.Name.DEPARTMENT)
    labels = {row.code: row.label for row in departments}
    for share in FeedbackShare.objects.filter(survey__in=list(made)).order_by("at", "pk"):
        made[share.survey_id].shared.append(labels.get(share.department, share.department))
    for follow_up in FollowUp.objects.filter(survey__in=list(made)).select_related("owner", "done_by").order_by("pk"):
        if follow_up.done_at is None:
            made[follow_up.survey_id].waiting = follow_up
        else:
            if not door.may(Act.FOLLOW_UP):
                follow_up.note = ""  # may speak of a colleague: between the managers
            made[follow_up.survey_id].done.append(follow_up)
    return list(made.values())


def _name_mailed(made: Mapping[int, Card], removals: Mapping[int, list[CommentRemoval]]) -> None:
    """What was mailed before a comment was removed holds it for good."""
    for pk, mails in mailed_to(removals).items() if removals else ():
        last = max(removal.at for removal in removals[pk])
        made[pk].mailed = list(dict.fromkeys(name for name, at in mails if at <= last))


def tasks(door: Door, most: int, refused: Mapping[int, FinishForm] | None = None) -> list[Task]:
    """The follow-ups that wait, the earliest due first. refused: forms to show again, by the follow-up's id."""
    found = list(
        FollowUp.objects.waiting().select_related("owner", "survey__case__partner", "survey__membership")[:most]
    )
    by_survey = {card.survey.pk: card for card in cards([row.survey for row in found], door)}
    return [_task(row, by_survey[row.survey_id], door, (refused or {}).get(row.pk)) for row in found]


def _task(row: FollowUp, card: Card, door: Door, refused: FinishForm | None) -> Task:
    call = card.answer if row.reason == Reason.CALL else None
    return Task(
        follow_up=row,
        card=card,
        overdue=row.due_at <= door.now,
        taken=row.owner_id == door.membership.pk,
        form=refused or FinishForm(f"follow-up-{row.pk}"),
        dial=_dial(call.phone) if call else "",
        there=time_there(row.survey.membership, door.now) if call else "",
    )


def _dial(phone: str) -> str:
    """ "+44 (0)20 7946 0100 x12" as "tel:+442079460100": without what is not dialled, and without an extension."""
    number = re.split(r"[x#*;]", phone.lower().replace("(0)", ""))[0]
    return "tel:" + "".join(c for c in number if c.isdigit() or c == "+")
