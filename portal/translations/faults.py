"""What is wrong between the messages of the code and a language's catalogue."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from babel.messages.catalog import Catalog, Message

from portal.translations.catalogue import key, messages, singular

_NAMED = re.compile(r"%\((\w+)\)[#0\-+]*\d*(?:\.\d+)?[diouxXeEfFgGcrs]")
_POSITIONAL = re.compile(r"(?<!%)(?:%%)*(%[#0\-+]*\d*(?:\.\d+)?[diouxXeEfFgGcrs])")
_BRACES = re.compile(r"\{\w*\}")
_TAGS = re.compile(r"</?[a-z]+")


@dataclass(frozen=True)
class Fault:
    what: str
    text: str
    places: str = ""

    def __str__(self) -> str:
        return f"{self.what}: {self.text!r}" + (f" ({self.places})" if self.places else "")


def faults(found: Catalog, written: Catalog) -> Iterator[Fault]:
    """Each message of the code that the language lacks or says wrongly, and each that the code no longer has."""
    theirs = {key(message): message for message in messages(written)}
    for message in messages(found):
        translation = theirs.pop(key(message), None)
        if translation is None or translation.id != message.id:
            yield _fault("Missing from the catalogue", message)
        else:
            for what in _wrong(translation, written.num_plurals):
                yield _fault(what, message)
    for message in theirs.values():
        yield _fault("No longer in the code", message)


def _wrong(message: Message, plurals: int) -> Iterator[str]:
    given = [message.string] if isinstance(message.string, str) else list(message.string or ())
    if message.fuzzy:
        yield "Fuzzy"
    if not isinstance(message.id, str) and len(given) != plurals:
        yield f"Has {len(given)} plural forms instead of {plurals}"
    if not given or not all(given):
        yield "Untranslated"
    else:
        originals = [message.id] if isinstance(message.id, str) else message.id
        for number, translation in enumerate(given):
            yield from _differences(originals[min(number, len(originals) - 1)], translation)


def _differences(original: str, translation: str) -> Iterator[str]:
    for name, read in {"placeholders": _placeholders, "tags": _tags, "white space at the ends": _ends}.items():
        if read(original) != read(translation):
            yield f"Has other {name}: {translation!r}, which translates"


def _placeholders(text: str) -> tuple[set[str], list[str], set[str]]:
    """Named ones may be repeated; of positional ones the order counts."""
    return set(_NAMED.findall(text)), _POSITIONAL.findall(text), set(_BRACES.findall(text))


def _tags(text: str) -> list[str]:
    return sorted(_TAGS.findall(text))


def _ends(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _fault(what: str, message: Message) -> Fault:
    places = ", ".join(sorted({name for name, _line in message.locations}))
    context = f" [{message.context}]" if message.context else ""
    return Fault(what + context, singular(message), places)
