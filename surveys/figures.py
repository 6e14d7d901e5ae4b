"""Figures of the ratings (CSAT): mean, share of the satisfied, and how sure one can be of it.

told() is what pages call, in the vendor's scope. The rest is pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt

from surveys.daily import SATISFIED, Whose, counts
from surveys.models import Question

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


@dataclass(frozen=True)
class Told:
    """What surveys told in a span."""

    csat: dict[Question, Csat]
    responses: Responses


def told(whose: Whose, spans: Sequence[tuple[datetime, datetime]]) -> list[Told]:
    """The figures of each span from an aware UTC instant up to but not including another: of the ratings, of all
    surveys whose first answer came in it, each by its answer that counts now; of the responses, of those sent in it.
    """
    return [
        Told(
            {one: figure(*(found[f"{one}_{part}"] for part in ("count", "sum", "satisfied"))) for one in Question},
            Responses(found["invited"], found["responded"]),
        )
        for found in counts(whose, spans)
    ]


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
