"""What somebody typed into a survey, and whether it is an answer."""

import re
from dataclasses import dataclass, fields, replace
from typing import Any

from django.utils.translation import gettext as _

from cases.refusals import Incomplete
from surveys import limits
from surveys.models import Question, SurveyAnswer
from surveys.models.survey import BEST

_DIGIT, _PHONE = re.compile(r"\d"), re.compile(r"[\d\s()+/.,;x#*-]+", re.IGNORECASE)
FEWEST_DIGITS = 5


@dataclass(frozen=True)
class Given:
    """The fields of a SurveyAnswer; ratings from 1 to 5 or None."""

    service: int | None = None
    timeliness: int | None = None
    quality: int | None = None
    service_comment: str = ""
    timeliness_comment: str = ""
    quality_comment: str = ""
    call_wished: bool = False
    phone: str = ""
    call_when: str = ""

    @property
    def is_empty(self) -> bool:
        return self == replace(Given(), phone=self.phone, call_when=self.call_when)


def given_in(answer: SurveyAnswer) -> Given:
    return Given(**{field.name: getattr(answer, field.name) for field in fields(Given)})


def checked(given: Given) -> Given:
    """What is stored: texts without control characters; no phone where no call is wished.

    Raises Incomplete, by field, for a rating outside the scale, a text that is too long, a call without a number,
    and for nothing at all.
    """
    texts: dict[str, Any] = {name: _clean(getattr(given, name)) for name in _TEXTS}
    clean = replace(given, **texts)
    if not clean.call_wished:
        clean = replace(clean, phone="", call_when="")
    errors = {name: words for name, limit in _TEXTS.items() if (words := _too_long(getattr(clean, name), limit))}
    for question in Question:
        rating = getattr(clean, question.value)
        if rating is not None and not 1 <= rating <= BEST:
            errors[question.value] = _("Choose one of the five.")
    if clean.call_wished and "phone" not in errors and not _is_phone(clean.phone):
        errors["phone"] = _("On which number can we reach you? Write it with its area code.")
    if clean.is_empty and not errors:
        errors[Question.SERVICE.value] = _("Rate at least one of the three, or write a word.")
    if errors:
        raise Incomplete(errors)
    return clean


_TEXTS = {
    "service_comment": limits.COMMENT,
    "timeliness_comment": limits.COMMENT,
    "quality_comment": limits.COMMENT,
    "phone": limits.PHONE,
    "call_when": limits.CALL_WHEN,
}


def _clean(text: str) -> str:
    # PostgreSQL stores no NUL; other control characters mean nothing here.
    return "".join(c for c in text.replace("\r\n", "\n") if c in "\n\t" or ord(c) >= 32).strip()


def _too_long(text: str, limit: int) -> str:
    if len(text) <= limit:
        return ""
    words = _("This is too long: %(length)d characters, the limit is %(limit)d.")
    return words % {"length": len(text), "limit": limit}


def _is_phone(text: str) -> bool:
    return bool(_PHONE.fullmatch(text)) and len(_DIGIT.findall(text)) >= FEWEST_DIGITS
