"""What is answered on an incident's cases: a text in each language, and who reads which."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext, override

from cases.models import Status
from cases.refusals import Incomplete, Refused
from cases.words import checked_text
from notifications.models import Notice, NoticeCase
from notifications.notices.checking import LANGUAGES
from tenants.profiles import languages_of

NAMED = 3  # contacts that an error names


@dataclass(frozen=True)
class Answers:
    """One text in each language; "" where there is none."""

    en: str = ""
    de: str = ""

    def __bool__(self) -> bool:
        return bool(self.en or self.de)

    def speaks(self, language: str) -> bool:
        return bool(getattr(self, language))

    def text_for(self, language: str) -> str:
        """The text for who reads this language; where only the other one is written, with a word on that before it."""
        if self.speaks(language):
            return getattr(self, language)
        with override(language):
            note = gettext("We have this answer in English only:")
            if language == "en":
                note = gettext("We have this answer in German only:")
        return f"{note}\n\n{self.de or self.en}"


def answers_of(notice: Notice) -> Answers:
    """Those that stand in the notice's row."""
    return Answers(notice.answer_en, notice.answer_de)


def links_by_language(links: Iterable[NoticeCase]) -> dict[str, list[NoticeCase]]:
    """Links (with their case's contact) that wait for an answer, by the language that the contact reads. A closed case
    is not answered.
    """
    waiting = [link for link in links if link.event_id is None and link.case.status != Status.CLOSED]
    languages = languages_of(link.case.contact for link in waiting)
    found: dict[str, list[NoticeCase]] = {language: [] for language in LANGUAGES}
    for link in waiting:
        found[languages[link.case.contact_id]].append(link)
    return found


def checked_answers(given: Answers, links: Iterable[NoticeCase], *, one_for_all: bool) -> Answers:
    """The texts as they are written down. Raises Incomplete, by the form's fields: a text that is too long, and one
    that is missing though contacts read its language, unless one_for_all lets these have the other.
    """
    errors: dict[str, str] = {}
    texts = {language: _checked(getattr(given, language), f"answer_{language}", errors) for language in LANGUAGES}
    answers = Answers(**texts)
    for language, waiting in links_by_language(links).items():
        if waiting and not answers.speaks(language) and not (one_for_all and answers):
            errors.setdefault(f"answer_{language}", missing(language, waiting))
    if errors:
        raise Incomplete(errors)
    return answers


def missing(language: str, waiting: list[NoticeCase]) -> str:
    """ "German text is missing: these 12 contacts read German: …"."""
    people = names_of(waiting)
    words = ngettext(
        "The English text is missing: this contact reads English: %(names)s",
        "The English text is missing: these %(count)d contacts read English: %(names)s",
        len(people),
    )
    if language == "de":
        words = ngettext(
            "The German text is missing: this contact reads German: %(names)s",
            "The German text is missing: these %(count)d contacts read German: %(names)s",
            len(people),
        )
    more = " …" if len(people) > NAMED else ""
    return words % {"count": len(people), "names": ", ".join(people[:NAMED]) + more}


def names_of(links: Iterable[NoticeCase]) -> list[str]:
    """The contacts of these cases, each once, by name."""
    return sorted({link.case.contact_id: link.case.contact.name for link in links}.values())


def _checked(text: str, field: str, errors: dict[str, str]) -> str:
    if not text.strip():
        return ""
    try:
        return checked_text(text, field=field)
    except Refused as refused:
        errors[field] = refused.reason
        return ""
