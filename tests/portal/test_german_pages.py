"""A reader of German meets no English, on any page behind a vendor's door."""

import re
from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import available_timezones

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cases.models import Message, Milestone
from cases.verbs.assign_owner import assign_owner
from cases.verbs.confirm_severity import confirm_severity
from cases.verbs.note import note
from cases.verbs.propose_severity import propose_severity
from cases.verbs.say import say
from cases.verbs.wait_for_partner import wait_for_partner
from portal.templatetags.policy import document
from portal.translations.catalogue import messages, read
from portal.translations.literals import texts
from portal.translations.sources import Sources
from tenants.models import Person
from tenants.roles import Role
from tenants.scope import unscoped, working
from tests.cast import TUESDAY, submitted
from tests.looks import is_too_wide
from tests.portal.served import SITE, serve
from tests.portal.written import written

HOUR = timedelta(hours=1)
PLACEHOLDER = re.compile(r"%\(\w+\)s|%\(\w+\)\d*d|%[sd]|\{\w+\}|</?\w[^>]*>")
# Shorter ones are initials and units: JP, h, min. Zones are named as everywhere.
SPOKEN = re.compile(r"[^\W\d_]{4,}")


@pytest.fixture
def stage(cast):
    """A case of Nordwind that has been through much, seen two hours later by people who read German."""
    with working(cast.revalize.vendor):
        cast.case = case = submitted(cast.nordwind, severity="S2", customer_included=True)
        agent, contact = cast.revalize.agent, cast.nordwind.contact
        assign_owner(case, agent, by=agent, at=TUESDAY + HOUR / 4)
        confirm_severity(case, "S3", by=agent, at=TUESDAY + HOUR / 3)
        note(case, by=agent, at=TUESDAY + HOUR / 2, body="Looks like the index.")
        propose_severity(case, "S2", body="Sales has stopped.", by=contact, at=TUESDAY + HOUR * 3 / 4)
        say(case, by=agent, at=TUESDAY + HOUR, body="Which version of the database is it?")
        wait_for_partner(case, by=agent, at=TUESDAY + HOUR)
        submitted(cast.nordwind, severity="S1")
        cast.milestone = Milestone.objects.filter(case=case).latest("pk")
        cast.message = Message.objects.filter(case=case).latest("pk")
    with unscoped("tests set their stage"):
        Person.objects.update(language="de")
    with time_machine.travel(TUESDAY + 2 * HOUR, tick=False):
        yield cast


READERS = {
    "contact": lambda cast: cast.nordwind.contact,
    "colleague": lambda cast: cast.nordwind.people[Role.COLLEAGUE],
    "customer": lambda cast: cast.nordwind.people[Role.CUSTOMER_USER],
    "agent": lambda cast: cast.revalize.agent,
    "manager": lambda cast: cast.revalize.manager,
    "administrator": lambda cast: cast.revalize.staff[Role.ADMINISTRATOR],
}
_DRAWN: dict[tuple[str, str], dict[str, str]] = {}


def addresses(stage) -> Iterator[tuple[str, str]]:
    """(name, address) of everything behind the vendor's door that the stage can name."""
    known = {
        "vendor": stage.revalize.vendor.slug,
        "number": stage.case.number,
        "milestone": stage.milestone.pk,
        "message": stage.message.pk,
    }
    for pattern in _patterns(get_resolver().url_patterns):
        if "vendor" in (wanted := pattern["wanted"]) and wanted <= known.keys():
            yield pattern["name"], reverse(pattern["name"], kwargs={name: known[name] for name in wanted})


def _patterns(patterns: list, wanted: frozenset[str] = frozenset()) -> Iterator[dict]:
    for pattern in patterns:
        here = wanted | pattern.pattern.converters.keys()
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield {"name": pattern.name, "wanted": here}


def pages(stage, reader: str, language: str = "de") -> dict[str, list[str]]:
    """Every page that opens for this reader: its texts as they are shown or read out, by the address' name."""
    return {
        name: [" ".join(text.split()) for _line, text in texts(body)]
        for name, body in bodies(stage, reader, language).items()
    }


def bodies(stage, reader: str, language: str = "de") -> dict[str, str]:
    """The same pages as HTML; walked through once for all the tests, whose stages are alike."""
    if (reader, language) not in _DRAWN:
        _DRAWN[reader, language] = _walked(stage, reader, language)
    return _DRAWN[reader, language]


def _walked(stage, reader: str, language: str) -> dict[str, str]:
    member = READERS[reader](stage)
    Person.objects.filter(pk=member.person_id).update(language=language)
    client = Client()
    client.force_login(member.person)
    found = {}
    for name, address in addresses(stage):
        answer = client.get(address)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            found[name] = answer.content.decode()
    return found


def english_sentences() -> dict[str, str]:
    """Each part of three words and more of an English message that German says otherwise, and the message."""
    found = {}
    for message in messages(read(Sources(settings.BASE_DIR).catalogue("de"))):
        given = [message.string] if isinstance(message.string, str) else message.string
        for original in [message.id] if isinstance(message.id, str) else message.id:
            for part in PLACEHOLDER.split(original.replace("%%", "%")):
                words = " ".join(part.split())
                if len(re.findall(r"[^\W\d_]+", words)) >= 3 and not any(words in text for text in given):
                    found[words] = original
    return found


def english_on(seen: dict[str, list[str]]) -> set[tuple[str, str]]:
    sentences = english_sentences()
    assert len(sentences) > 200
    shown = {name: " ".join(lines) for name, lines in seen.items()}
    return {(name, words) for name, text in shown.items() for words in sentences if words in text}


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        ("contact", {"home", "case_list", "new_case", "case", "receipt", "policy", "organisation", "profile", "bell"}),
        ("colleague", {"home", "case", "receipt"}),
        ("customer", {"home", "case"}),
        ("agent", {"queue", "case", "receipt", "policy", "search"}),
        ("manager", {"queue", "escalations", "case", "redact"}),
        ("administrator", {"queue", "escalations", "policy"}),
    ],
)
def test_no_english_sentence_is_left_on_the_german_pages(stage, reader, expected):
    seen = pages(stage, reader)
    assert expected <= seen.keys()
    assert english_on(seen) == set()


def test_english_sentences_would_be_seen(stage):
    assert ("new_case", "Say which version it is.") not in english_on(pages(stage, "contact", "de"))
    assert len(english_on(pages(stage, "contact", "en"))) > 50


@pytest.mark.parametrize("reader", ["contact", "customer", "manager"])
def test_what_reads_the_same_in_both_languages_was_written_by_people_or_is_the_same_word(stage, reader):
    german, english = pages(stage, reader, "de"), pages(stage, reader, "en")
    known = _any_of({words for line in written() for words in (line, document(line))} | same_words())
    assert SPOKEN.search(known.sub(" ", "Nobody of Revalize, Ines Okafor"))
    left = {
        (name, text)
        for name, lines in german.items()
        for text in set(lines) & set(english[name])
        if SPOKEN.search(known.sub(" ", text))
    }
    assert left == set()


@pytest.mark.browser
@pytest.mark.parametrize("reader", ["contact", "manager"])
def test_german_is_longer_and_still_nothing_scrolls_sideways(page, stage, reader):
    drawn, served = bodies(stage, reader), {}
    serve(page, served)
    sideways = set()
    for name, body in drawn.items():
        served["/"] = body
        page.goto(f"{SITE}/")
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            if is_too_wide(page):
                sideways.add((name, width))
    assert sideways == set()
    assert {"case", "receipt"} <= drawn.keys()


def same_words() -> set[str]:
    """What our German says as English does, zones, and languages, which call themselves what they are."""
    found = {zone.replace("_", " ") for zone in available_timezones()} | {"Deutsch", "English"}
    for message in messages(read(Sources(settings.BASE_DIR).catalogue("de"))):
        if message.id == message.string:
            found |= {part.strip(" ·,;:") for part in PLACEHOLDER.split(_first(message))}
    return found - {""}


def _first(message) -> str:
    return message.id if isinstance(message.id, str) else message.id[-1]


def _any_of(phrases: set[str]) -> re.Pattern:
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
