"""Parts what somebody wrote now from what their mail program put below it. Everything is kept; the rest is folded.

A reply parser finds where the earlier mails begin. It reads a thinned copy, because its patterns take very long on
many blanks, and it tells a place only: the text itself stays as it was written, indents and all.
"""

import re

from mailparser_reply import EmailReplyParser

LANGUAGES = ["de", "en", "fr", "it", "nl", "pl", "es", "cs", "sv", "da"]
MOST_LINES, LONGEST_LINE = 400, 200  # that the parser gets to read
_RULE = re.compile(r"^\s*-{3,}\s*\w[\w\s.äöüß]{3,40}\s*-{3,}\s*$|^_{20,}$", re.IGNORECASE)
_SIGNATURE = re.compile(r"^-- ?$")  # RFC 3676
_SENT_FROM = re.compile(
    r"^(von meine[mr] .{2,30} gesendet|gesendet von .{2,30}|sent from my .{2,30})\.?$", re.IGNORECASE
)
_QUOTED = re.compile(r"^\s*>")


def part(text: str) -> tuple[str, str]:
    """What is new, and what is folded ("" where nothing is). An answer between or below the quoted lines folds none."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    begins = _quote_begins(lines)
    if _is_answered_inside(lines[begins:]):
        begins = len(lines)
    begins = _signature_begins(lines[:begins], begins)
    new, rest = "\n".join(lines[:begins]).strip("\n").rstrip(), "\n".join(lines[begins:]).strip("\n").rstrip()
    return (new, rest) if new.strip() else (text.strip(), "")


def _quote_begins(lines: list[str]) -> int:
    """The line where the first earlier mail begins; the number of lines where there is none."""
    ruled = next((n for n, line in enumerate(lines) if _RULE.match(line)), len(lines))
    return min(ruled, _parsed(lines), _trailing_quote(lines))


def _parsed(lines: list[str]) -> int:
    thin, places = _thinned(lines)
    replies = EmailReplyParser(languages=LANGUAGES).read("\n".join(thin)).replies
    header = next((reply.headers for reply in replies if reply.headers), "")
    first = header.split("\n")[0].strip() if header else ""
    return next((place for line, place in zip(thin, places, strict=True) if first and line == first), len(lines))


def _thinned(lines: list[str]) -> tuple[list[str], list[int]]:
    """Lines without outer blanks, at most one empty line at a time, and where each came from."""
    thin: list[str] = []
    places: list[int] = []
    for place, line in enumerate(lines):
        short = " ".join(line[:LONGEST_LINE].split())
        if short or (thin and thin[-1]):
            thin.append(short)
            places.append(place)
        if len(thin) == MOST_LINES:
            break
    return thin, places


def _trailing_quote(lines: list[str]) -> int:
    """Quoted lines at the end that no header announces."""
    place = len(lines)
    while place and (not lines[place - 1].strip() or _QUOTED.match(lines[place - 1])):
        place -= 1
    return place if any(_QUOTED.match(line) for line in lines[place:]) else len(lines)


def _is_answered_inside(rest: list[str]) -> bool:
    """Whether a line of one's own follows quoted ones: then the answers stand between or below them."""
    quoted = False
    for line in rest:
        if _SIGNATURE.match(line):
            return False
        if _QUOTED.match(line):
            quoted = True
        elif quoted and line.strip():
            return True
    return False


def _signature_begins(lines: list[str], otherwise: int) -> int:
    for place, line in enumerate(lines):
        if place and (_SIGNATURE.match(line) or _SENT_FROM.match(line.strip())):
            return place
    return otherwise
