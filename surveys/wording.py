"""Ratings in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.models import CommentRemoval, Question, SurveyAnswer
from surveys.models.removal import last_of_each

# The best first: as they stand in the form and in mails.
SCALE = {
    5: _("Very good"),
    4: _("Good"),
    3: _("Fair"),
    2: _("Poor"),
    1: _("Very poor"),
}


# For tables and lists of those who know the questions.
SHORT = {
    Question.SERVICE: pgettext_lazy("rated by a survey", "Service"),
    Question.TIMELINESS: pgettext_lazy("rated by a survey", "Timeliness"),
    Question.QUALITY: pgettext_lazy("rated by a survey", "Quality"),
}


@dataclass(frozen=True)
class Said:
    """One question's answer: `number` and `word` of the rating, None and "" where it was left out.

    removed: where a comment was removed, the last time that one was. low: the rating counts as low (R42).
    """

    question: Question
    number: int | None
    word: str
    comment: str
    removed: CommentRemoval | None = None
    low: bool = False

    @property
    def short(self) -> str:
        return str(SHORT[self.question])


def said(answer: SurveyAnswer, removals: Iterable[CommentRemoval], *, low: int = 0) -> list[Said]:
    """What was rated or commented, in the order of the questions. removals: those of the answer's survey; low: the
    highest rating that counts as low.
    """
    removed = last_of_each(removals)
    rows = [
        Said(
            question,
            rating,
            str(SCALE.get(rating or 0, "")),
            answer.comment(question),
            removed.get(question),
            low=rating is not None and rating <= low,
        )
        for question in Question
        for rating in [answer.rating(question)]
    ]
    return [row for row in rows if row.number or row.comment or row.removed]
