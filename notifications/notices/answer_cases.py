"""What an ended incident says on the cases that it explains."""

import logging
from dataclasses import dataclass, field
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from cases.refusals import Refused
from cases.verbs.say import say
from notifications.models import Notice, NoticeCase
from notifications.notices.answers import answers_of
from tenants.models import Membership
from tenants.profiles import languages_of

LONGEST = 400  # characters kept of what was wrong
logger = logging.getLogger(__name__)


@dataclass
class Outcome:
    """Case numbers: `answered`, and those that were not, with the reason."""

    answered: list[int] = field(default_factory=list)
    failed: list[tuple[int, str]] = field(default_factory=list)


def answer_cases(notice: Notice, *, by: Membership, at: datetime) -> Outcome:
    """Writes the notice's answer on each linked case that has none yet, as a public message of `by`, in the language
    that the case's contact reads; where there is no text in it, the other one with a word on that.

    Each by itself: one that refuses (it is closed, say) keeps its reason and holds up no other. Trying again
    answers only those that are left.
    """
    outcome = Outcome()
    answers = answers_of(notice)
    if not answers:
        return outcome
    waiting = NoticeCase.objects.filter(notice=notice, event=None).select_related("case__contact")
    # In the order of the cases' ids, so that two who answer at once do not wait for one another in a circle.
    links = list(waiting.select_for_update(of=("self",)).order_by("case_id"))
    languages = languages_of(link.case.contact for link in links)
    for link in links:
        link.trouble = _answer(link, answers.text_for(languages[link.case.contact_id]), by, at)
        link.save(update_fields=["event", "trouble"])
        number = link.case.number or 0
        if link.trouble:
            outcome.failed.append((number, link.trouble))
        else:
            outcome.answered.append(number)
    return outcome


def _answer(link: NoticeCase, text: str, by: Membership, at: datetime) -> str:
    """ "", or why it could not be written."""
    try:
        with transaction.atomic():
            link.event = say(link.case, by=by, at=at, body=text)
    except Refused as refused:
        return str(refused.reason)[:LONGEST]
    except (InterfaceError, OperationalError):
        raise  # the database is away: nothing of all this has happened
    except Exception as error:
        logger.exception("Case %s could not be answered for notice %s", link.case_id, link.notice_id)
        return (_("It could not be written: %(error)s") % {"error": error})[:LONGEST]
    return ""
