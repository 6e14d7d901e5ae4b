"""Figures of the ratings (CSAT): mean, share of the satisfied, and how sure one can be of it.

csat() is what pages call, in the vendor's scope. The rest is pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import sqrt

from django.db.models import Count, Q, Sum

from surveys.models import Question, Survey

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


def csat(
    since: datetime, until: datetime, *, partner: int | None = None, owner: int | None = None
) -> dict[Question, Csat]:
    """The figures of all surveys whose first answer came from `since` up to but not including `until` (aware UTC
    instants), each by its answer that counts now. partner and owner narrow them to a partner's surveys, and to those
    on the service of one membership. The scope entered decides whose vendor's they are.
    """
    rows = Survey.objects.filter(answered_at__gte=since, answered_at__lt=until)
    if partner is not None:
        rows = rows.filter(partner=partner)
    if owner is not None:
        rows = rows.filter(owner=owner)
    found = rows.aggregate(
        **{f"{name}_count": Count(name) for name in Question.values},
        **{f"{name}_sum": Sum(name) for name in Question.values},
        **{f"{name}_satisfied": Count(name, filter=Q(**{f"{name}__gte": SATISFIED})) for name in Question.values},
    )
    return {
        question: figure(found[f"{question}_count"], found[f"{question}_sum"] or 0, found[f"{question}_satisfied"])
        for question in Question
    }


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
