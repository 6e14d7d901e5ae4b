"""How it went: surveys after closing, their answers, and what became of them (R40 to R43)."""

from surveys.models.answer import SurveyAnswer
from surveys.models.day import SurveyDay, SurveyDayDue
from surveys.models.follow_up import FollowUp, Outcome, Reason
from surveys.models.removal import CommentRemoval
from surveys.models.share import FeedbackShare
from surveys.models.survey import Question, State, Survey

__all__ = [
    "CommentRemoval",
    "FeedbackShare",
    "FollowUp",
    "Outcome",
    "Question",
    "Reason",
    "State",
    "Survey",
    "SurveyAnswer",
    "SurveyDay",
    "SurveyDayDue",
]
