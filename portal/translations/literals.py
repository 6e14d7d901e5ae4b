"""Finds words in templates that no translation reaches: text between tags, attributes that are read out."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import Lexer, TokenType

# What a template's own tags put there stands as this: neither a letter nor white space.
HOLE = "\N{OBJECT REPLACEMENT CHARACTER}"
READ_OUT = {
    "aria-label",
    "aria-description",
    "aria-placeholder",
    "aria-valuetext",
    "alt",
    "label",
    "placeholder",
    "title",
}
SPOKEN_BUTTONS = {"submit", "button", "reset"}
SILENT = {"script", "style", "code", "kbd", "samp"}
# Names, and signs that mean the same in every language; "P" is the portal's mark.
SAME_EVERYWHERE = {"P", "S1", "S2", "S3", "S4", "CSAT", "CSV", "Deutsch", "English"}
_HIDING = {"comment": "endcomment", "blocktranslate": "endblocktranslate", "blocktrans": "endblocktrans"}
_WORD = re.compile(r"\w*[^\W\d_]\w*")
# Arguments of tags that partials show: {% include "…" with title="Close" %}
_ARGUMENT = re.compile(r"""\b(title|text|label|hint|caption|mark|words|heading|name)=(["'])(?P<text>.*?)\2""")
_DEFAULT = re.compile(r"""\|(?:default|default_if_none|yesno):(["'])(?P<text>.*?)\1""")
_ENGLISH_PLURAL = re.compile(r"(?P<text>\|pluralize\b\S*)")
# A small word alone is a code: an icon's name, a class, yesno:"true,false".
_CODE = re.compile(r"[a-z0-9_,-]*")


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Line and words of each text in the template that is the same in every language."""
    found = list(_in_tags(path.read_text()))
    holed = with_holes(path.read_text())
    found += texts(holed) if path.suffix == ".html" else list(enumerate(holed.splitlines(), start=1))
    yield from sorted((line, " ".join(text.split())) for line, text in found if speaks(text))


def texts(page: str) -> list[tuple[int, str]]:
    """Line and words of all that a page of HTML shows or has read out."""
    parser = _Texts()
    parser.feed(page)
    parser.close()
    return parser.found


def speaks(text: str) -> bool:
    return any(word not in SAME_EVERYWHERE for word in _WORD.findall(text))


def with_holes(source: str) -> str:
    """The template without its tags, line for line."""
    out, until = [], ""
    for token in Lexer(source).tokenize():
        lines = "\n" * token.contents.count("\n")
        words = token.contents.split() if token.token_type == TokenType.BLOCK else []
        first = words[0] if words else ""
        if until:
            until = "" if first == until else until
            out.append(lines)
        elif token.token_type == TokenType.TEXT:
            out.append(token.contents)
        else:
            until = _hidden_until(words)
            out.append(lines if token.token_type == TokenType.COMMENT else HOLE + lines)
    return "".join(out)


def _hidden_until(words: list[str]) -> str:
    """The tag that ends what this one opens, where what stands between is no text of the page."""
    if words[:1] == ["block"] and words[-1].endswith("_class"):
        return "endblock"
    return _HIDING.get(words[0], "") if words else ""


def _in_tags(source: str) -> Iterator[tuple[int, str]]:
    for token in Lexer(source).tokenize():
        if token.token_type in (TokenType.BLOCK, TokenType.VAR):
            for pattern in (_ARGUMENT, _DEFAULT, _ENGLISH_PLURAL):
                given = [match["text"] for match in pattern.finditer(token.contents)]
                yield from ((token.lineno, text) for text in given if not _CODE.fullmatch(text))


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent.append(tag)
        given = dict(attrs)
        spoken = READ_OUT | ({"value"} if tag == "input" and given.get("type") in SPOKEN_BUTTONS else set())
        self.found += [(self.getpos()[0], value) for name, value in attrs if name in spoken and value]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append((self.getpos()[0], data))
