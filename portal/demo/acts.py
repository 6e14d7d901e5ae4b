"""One step of a story: the verb of the cases that it calls."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import Case
from cases.offer_terms import OfferTerms
from cases.offers import offers_of
from cases.verbs.answer_offer import answer_offer
from cases.verbs.assign_owner import assign_owner
from cases.verbs.close import close
from cases.verbs.confirm_severity import confirm_severity
from cases.verbs.decide_severity import decide_severity
from cases.verbs.make_offer import make_offer
from cases.verbs.note import note
from cases.verbs.propose_severity import propose_severity
from cases.verbs.refer import refer
from cases.verbs.reopen import reopen
from cases.verbs.resolve import resolve
from cases.verbs.say import say
from cases.verbs.take_back import take_back
from cases.verbs.wait_for_partner import wait_for_partner
from portal.demo.given import GivenFile, Step
from tenants.models import Membership

OFFERS_STAND = timedelta(days=14)


def act(case: Case, step: Step, *, by: Membership, at: datetime) -> None:
    """Does what the step says, at the aware UTC instant `at`."""
    _ACTS[step.verb](case, step, by, at)


def uploads(files: Sequence[GivenFile]) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(file.name, file.text.encode(), "text/plain") for file in files]


def _own(case: Case, step: Step, by: Membership, at: datetime) -> None:
    assign_owner(case, by, by=by, at=at)


def _confirm(case: Case, step: Step, by: Membership, at: datetime) -> None:
    confirm_severity(case, case.severity_reported, by=by, at=at)


def _say(case: Case, step: Step, by: Membership, at: datetime) -> None:
    say(case, by=by, at=at, body=step.text, files=uploads(step.files))


def _note(case: Case, step: Step, by: Membership, at: datetime) -> None:
    note(case, by=by, at=at, body=step.text, files=uploads(step.files))


def _wait(case: Case, step: Step, by: Membership, at: datetime) -> None:
    wait_for_partner(case, by=by, at=at)


def _back(case: Case, step: Step, by: Membership, at: datetime) -> None:
    take_back(case, by=by, at=at)


def _refer(case: Case, step: Step, by: Membership, at: datetime) -> None:
    """What the department is to do is for the vendor's eyes."""
    note(case, by=by, at=at, body=step.text)
    refer(case, step.to, by=by, at=at)


def _propose(case: Case, step: Step, by: Membership, at: datetime) -> None:
    propose_severity(case, step.to, by=by, at=at, body=step.text)


def _decide(case: Case, step: Step, by: Membership, at: datetime) -> None:
    decide_severity(case, granted=step.accept, by=by, at=at)
    say(case, by=by, at=at, body=step.text)


def _resolve(case: Case, step: Step, by: Membership, at: datetime) -> None:
    """What it was and what helped, for the next colleague who meets it."""
    note(case, by=by, at=at, body=step.text)
    resolve(case, by=by, at=at, cause=step.cause)


def _close(case: Case, step: Step, by: Membership, at: datetime) -> None:
    close(case, by=by, at=at)


def _reopen(case: Case, step: Step, by: Membership, at: datetime) -> None:
    reopen(case, by=by, at=at, body=step.text)


def _offer(case: Case, step: Step, by: Membership, at: datetime) -> None:
    price, _times, hours = step.price.partition(" x ")
    amount, currency = price.split()
    basis: dict[str, Any] = (
        {"basis": "hourly", "rate": Decimal(amount), "hours": Decimal(hours)}
        if hours
        else {"basis": "fixed", "amount": Decimal(amount)}
    )
    terms = OfferTerms(step.text, currency=currency, valid_until=at.date() + OFFERS_STAND, **basis)
    make_offer(case, terms, by=by, at=at)


def _answer_offer(case: Case, step: Step, by: Membership, at: datetime) -> None:
    newest = offers_of(case).newest
    assert newest is not None  # a story offers before it answers
    newest.offer.case = case
    answer_offer(newest.offer, accepted=step.accept, by=by, at=at, body=step.text)


_ACTS: dict[str, Callable[[Case, Step, Membership, datetime], None]] = {
    "own": _own,
    "confirm_severity": _confirm,
    "say": _say,
    "note": _note,
    "wait": _wait,
    "back": _back,
    "refer": _refer,
    "propose_severity": _propose,
    "decide": _decide,
    "resolve": _resolve,
    "close": _close,
    "reopen": _reopen,
    "offer": _offer,
    "answer_offer": _answer_offer,
}
