"""Surveys of cases that were closed: about three in ten contacts answer, a few of them badly."""

import random
from datetime import datetime, timedelta
from typing import Any

from surveys.models import FollowUp, Outcome, Question, Reason, State, Survey, SurveyAnswer
from tests.bench.copying import Table

ANSWERED = 0.3
LOW = 2  # ratings up to this are looked after
INVITED_AFTER, EXPIRES_AFTER = timedelta(hours=1), timedelta(days=14)
MODELS = (Survey, SurveyAnswer, FollowUp)


class Ratings:
    """Writes a case's survey into the three tables."""

    def __init__(self, tables: list[Table], chance: random.Random, now: datetime):
        self.survey, self.answer, self.follow_up = tables
        self.chance, self.now = chance, now

    def write(self, place: dict[str, int], contact: int, owner: int | None, closed_at: datetime) -> None:
        """place: the ids of vendor, partner and case; contact and owner: of memberships."""
        invited = closed_at + INVITED_AFTER
        state, whose = self._state(invited), {"vendor_id": place["vendor_id"], "membership_id": contact}
        answered, ratings = None, {}
        if state in (State.OPEN, State.EXPIRED) and self.chance.random() < ANSWERED:
            latest = min(EXPIRES_AFTER, self.now - invited)
            answered, ratings = invited + latest * self.chance.random(), self._ratings()
        times = self._times(state, invited, answered)
        survey = self.survey.add(
            **place, membership_id=contact, closing=1, owner_id=owner, state=state.value, **times, **ratings
        )
        if answered:
            self.answer.add(**whose, survey_id=survey, number=1, at=answered, **ratings)
            if min((rating for rating in ratings.values() if rating), default=LOW + 1) <= LOW:
                self._look_after(place["vendor_id"], survey, answered, owner)

    def _state(self, invited: datetime) -> State:
        if invited > self.now:
            return State.PLANNED
        return State.OPEN if invited + EXPIRES_AFTER > self.now else State.EXPIRED

    def _times(self, state: State, invited: datetime, answered: datetime | None) -> dict[str, Any]:
        if state == State.PLANNED:
            return {"invite_at": invited}
        return {
            "invite_at": invited, "invited_at": invited, "expires_at": invited + EXPIRES_AFTER,
            "answered_at": answered, "changed_at": answered,
        }  # fmt: skip

    def _ratings(self) -> dict[str, int | None]:
        return {name: self.chance.choices([None, 1, 2, 3, 4, 5], [6, 2, 3, 9, 35, 45])[0] for name in Question.values}

    def _look_after(self, vendor: int, survey: int, at: datetime, owner: int | None) -> None:
        due, is_done = at + timedelta(days=1), at + timedelta(days=1) < self.now
        done: dict[str, Any] = {"done_at": due, "done_by_id": owner, "outcome": Outcome.SPOKEN.value} if is_done else {}
        self.follow_up.add(
            vendor_id=vendor, survey_id=survey, reason=Reason.LOW_RATING.value, at=at, due_at=due, **done
        )
