"""What the demo's contacts said when their cases were closed: vendors/demo/<slug>/surveys.yaml, by story.

`after` is in hours from the invitation, `ago` in hours before loading, so that some answers are always fresh.
Stories that nobody answers are asked, reminded and ended in time.
"""

from datetime import datetime, timedelta
from uuid import UUID

from cases.models import CaseEvent, EventKind
from portal.demo.people import House
from portal.demo.reading import surveys_of
from portal.demo.replay import submission_key
from surveys.given import Given
from surveys.models import Question, Survey
from surveys.verbs.answer import answer
from surveys.verbs.claim_follow_up import claim_follow_up
from surveys.verbs.expire import expire
from surveys.verbs.finish_follow_up import finish_follow_up
from surveys.verbs.invite import invite
from surveys.verbs.plan_survey import plan_survey
from surveys.verbs.remind import remind
from surveys.verbs.remove_comment import remove_comment


def ask(slug: str, house: House, now: datetime) -> int:
    """Asks about every closing until the aware UTC instant `now`, in the vendor's scope; returns the answers."""
    words = {submission_key(slug, row["case"]): row for row in surveys_of(slug)}
    closings = CaseEvent.objects.filter(kind=EventKind.CLOSED).select_related("case__vendor", "case__contact")
    return sum(_live(event, words, house, now) for event in closings.order_by("at", "pk"))


def _live(event: CaseEvent, words: dict[UUID, dict], house: House, now: datetime) -> bool:
    survey = plan_survey(event)
    if survey is None or survey.invite_at > now:
        return False
    invite(survey, at=survey.invite_at)
    said = words.get(event.case.submission_key)
    at = _moment(said, survey, now) if said else now
    if said and at <= now and survey.takes_answers(at):
        answer(survey, _given(said), at=at)
        _follow_up(survey, said, house, now)
        _remove(survey, said, house, now)
    survey.refresh_from_db()
    if survey.remind_at and survey.remind_at <= now:
        remind(survey, at=survey.remind_at)
    if survey.expires_at and survey.expires_at <= now:
        expire(survey, at=survey.expires_at)
    return survey.answered_at is not None


def _moment(said: dict, survey: Survey, now: datetime) -> datetime:
    first = survey.invite_at + timedelta(minutes=40)
    if "ago" in said:
        return max(first, now - timedelta(hours=said["ago"]))
    return max(first, survey.invite_at + timedelta(hours=said["after"]))


def _given(said: dict) -> Given:
    names = [*Question.values, *(f"{name}_comment" for name in Question.values)]
    call = said.get("call", {})
    return Given(
        **{name: said[name] for name in names if name in said},
        call_wished=bool(call),
        phone=call.get("phone", ""),
        call_when=call.get("when", ""),
    )


def _follow_up(survey: Survey, said: dict, house: House, now: datetime) -> None:
    """`taken`: who has it; `done`: who did it, so many hours later, with which outcome and note."""
    waiting = survey.follow_ups.waiting().first()
    if waiting is None:
        return
    if taken := said.get("taken"):
        claim_follow_up(waiting, by=house.members[taken], at=waiting.at)
    if (done := said.get("done")) and (at := waiting.at + timedelta(hours=done["after"])) <= now:
        finish_follow_up(waiting, by=house.members[done["by"]], at=at, outcome=done["outcome"], note=done["note"])


def _remove(survey: Survey, said: dict, house: House, now: datetime) -> None:
    """`removed`: the comment on which question, by whom, so many hours after the invitation, and why."""
    if gone := said.get("removed"):
        at = survey.invite_at + timedelta(hours=gone["after"])
        if at <= now:
            by = house.members[gone["by"]]
            remove_comment(survey, Question(gone["question"]), by=by, at=at, reason=gone["reason"])
