"""An incident that ends answers each case in the language of its contact, and says so where it cannot (R45)."""

import pytest

from cases.models import Message
from cases.refusals import Incomplete
from cases.verbs.close import close
from notifications.models import Notice, NoticeCase
from notifications.notices.answer_cases import answer_cases
from notifications.notices.answers import Answers
from notifications.notices.end_notice import end_notice
from notifications.notices.link_case import link_case
from tenants.models import Person
from tenants.scope import unscoped, working
from tests.cast import TUESDAY, submitted
from tests.notifications.notices import HOUR, published

LATER = TUESDAY + HOUR
BOTH = Answers("It is over.", "Es ist vorbei.")
GERMAN_MISSING = "The German text is missing: this contact reads German: Jonas Petersen (nordwind)"
ENGLISH_MISSING = "The English text is missing: this contact reads English: Jonas Petersen (baltic)"


@pytest.fixture
def incident(cast):
    """It explains two cases of Nordwind, whose contact reads German, and one of Baltic, whose contact reads English."""
    with unscoped("a test changes a person"):
        Person.objects.filter(memberships=cast.nordwind.contact.pk).update(language="de")
    notice = published(cast, "incident")
    cast.linked = [submitted(cast.nordwind), submitted(cast.nordwind), submitted(cast.baltic)]
    with working(cast.revalize.vendor):
        for case in cast.linked:
            link_case(notice, case, by=cast.revalize.agent, at=TUESDAY)
        yield notice


def end(cast, incident, answers, **how):
    return end_notice(incident, by=cast.revalize.manager, at=LATER, answers=answers, **how)


def said(cast):
    """The answers on the linked cases, in their order."""
    rows = Message.objects.filter(case__in=cast.linked, author=cast.revalize.manager)
    return list(rows.order_by("case").values_list("body", flat=True))


def test_each_case_is_answered_in_the_language_of_its_contact(cast, incident):
    outcome = end(cast, incident, BOTH)
    assert len(outcome.answered) == 3
    assert said(cast) == ["Es ist vorbei.", "Es ist vorbei.", "It is over."]


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        (Answers(en="It is over."), {"answer_de": GERMAN_MISSING}),
        (Answers(de="Es ist vorbei."), {"answer_en": ENGLISH_MISSING}),
        (Answers(" ", "\n"), {"answer_en": ENGLISH_MISSING, "answer_de": GERMAN_MISSING}),
    ],
)
def test_a_text_that_contacts_would_miss_is_asked_for_and_nothing_ends(cast, incident, answers, errors):
    with pytest.raises(Incomplete) as refused:
        end(cast, incident, answers)
    assert refused.value.errors == errors
    assert (Notice.objects.get(pk=incident.pk).state, said(cast)) == ("running", [])


def test_the_other_text_is_sent_only_on_wish_and_says_so_in_the_readers_language(cast, incident):
    end(cast, incident, Answers(en="It is over."), one_for_all=True)
    note = "Diese Antwort liegt uns nur auf Englisch vor:"
    assert said(cast) == [f"{note}\n\nIt is over."] * 2 + ["It is over."]


def test_english_readers_are_told_of_a_german_text_too(cast, incident):
    end(cast, incident, Answers(de="Es ist vorbei."), one_for_all=True)
    assert said(cast)[2] == "We have this answer in German only:\n\nEs ist vorbei."


def test_without_any_text_the_wish_for_the_other_one_does_not_help(cast, incident):
    with pytest.raises(Incomplete) as refused:
        end(cast, incident, Answers(), one_for_all=True)
    assert list(refused.value.errors) == ["answer_en", "answer_de"]


def test_a_language_that_nobody_reads_any_more_needs_no_text(cast, incident):
    close(cast.linked[2], by=cast.baltic.contact, at=TUESDAY)
    outcome = end(cast, incident, Answers(de="Es ist vorbei."))
    assert (len(outcome.answered), [number for number, _reason in outcome.failed]) == (2, [cast.linked[2].number])


def test_what_is_answered_later_falls_back_with_a_word(cast, incident):
    from cases.verbs.reopen import reopen

    close(cast.linked[2], by=cast.baltic.contact, at=TUESDAY)
    end(cast, incident, Answers(de="Es ist vorbei."))
    reopen(cast.linked[2], by=cast.revalize.agent, at=LATER, body="Looking again.")
    again = answer_cases(Notice.objects.get(pk=incident.pk), by=cast.revalize.manager, at=LATER)
    assert again.answered == [cast.linked[2].number]
    assert said(cast)[2].startswith("We have this answer in German only:")
    assert NoticeCase.objects.filter(notice=incident, event=None).count() == 0


def test_a_text_that_is_too_long_is_refused_at_its_field(cast, incident):
    with pytest.raises(Incomplete) as refused:
        end(cast, incident, Answers("It is over.", "x" * 60000))
    assert list(refused.value.errors) == ["answer_de"]
    assert "too long" in refused.value.errors["answer_de"]
