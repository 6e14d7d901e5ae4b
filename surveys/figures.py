"""Figures of the ratings (CSAT): mean, share of the satisfied, and how sure one can be of it.

csat() and responses() are what pages call, in the vendor's scope. The rest is pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import sqrt

from django.db.models import Count, Q

from surveys.models import Question, Survey
from surveys.models.survey import SurveyQuerySet

SATISFIED = 4  # a rating from here on
Z = 1.959963984540054  # of a confidence of 95 %


@dataclass(frozen=True)
class Csat:
    """One question's figures. share: of the ratings 4 and 5, from 0 to 1, with its 95 % interval low to high (Wilson).

    Without a rating, mean, share, low and high are None.
    """

    count: int
    mean: float | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Responses:
    """How many were asked, and how many of those have answered by now."""

    invited: int
    answered: int


def csat(
    since: datetime, until: datetime, *, partner: int | None = None, owner: int | None = None
) -> dict[Question, Csat]:
    """The figures of all surveys whose first answer came from `since` up to but not including `until` (aware UTC
    instants), each by its answer that counts now. partner and owner narrow them to a partner's surveys, and to those
    on the service of one membership. The scope entered decides whose vendor's they are.
    """
    rows = _narrowed(partner, owner).filter(answered_at__gte=since, answered_at__lt=until)
    # Counted by what was answered, at most 216 rows: sums of hundreds of thousands would be added in the database.
    names = Question.values
    found = list(rows.order_by().values_list(*names).annotate(Count("pk")))
    return {
        question: _of_counted([(row[place], row[-1]) for row in found if row[place] is not None])
        for place, question in enumerate(Question)
    }


def responses(since: datetime, until: datetime, *, partner: int | None = None, owner: int | None = None) -> Responses:
    """Of the surveys sent from `since` up to but not including `until`. One that was withdrawn before it was answered
    counts as not sent: nobody could answer it.
    """
    rows = _narrowed(partner, owner).filter(invited_at__gte=since, invited_at__lt=until)
    answered = Q(answered_at__isnull=False)
    found = rows.aggregate(
        invited=Count("pk", filter=answered | Q(withdrawn_at__isnull=True)), answered=Count("pk", filter=answered)
    )
    return Responses(**found)


def _narrowed(partner: int | None, owner: int | None) -> SurveyQuerySet:
    given = {"partner": partner, "owner": owner}
    return Survey.objects.filter(**{name: pk for name, pk in given.items() if pk is not None})


def _of_counted(counted: list[tuple[int, int]]) -> Csat:
    """From pairs of a rating and how many gave it."""
    return figure(
        sum(count for _rating, count in counted),
        sum(rating * count for rating, count in counted),
        sum(count for rating, count in counted if rating >= SATISFIED),
    )


def figures(rows: Iterable[tuple[Question, int]]) -> dict[Question, Csat]:
    """The same, from (question, rating) pairs."""
    ratings: dict[Question, list[int]] = {question: [] for question in Question}
    for question, rating in rows:
        ratings[question].append(rating)
    return {
        question: figure(len(given), sum(given), sum(rating >= SATISFIED for rating in given))
        for question, given in ratings.items()
    }


def figure(count: int, total: int, satisfied: int) -> Csat:
    """From how many ratings there are, their sum, and how many of them are 4 or 5."""
    if not count:
        return Csat(0)
    low, high = wilson(satisfied, count)
    return Csat(count, total / count, satisfied / count, low, high)


def wilson(hits: int, count: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927): unlike mean ± error it holds for few answers too."""
    share, square = hits / count, Z * Z
    centre = share + square / (2 * count)
    spread = Z * sqrt(share * (1 - share) / count + square / (4 * count * count))
    scale = 1 + square / count
    # Rounding must not leave the range that a share has.
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)
