"""Finds words in Python that are shown to readers and not marked for translation."""

import ast
from collections.abc import Iterator
from pathlib import Path

from portal.translations.extracting import KEYWORDS, called, spoken

# Arguments that forms, refusals and pages show.
SHOWN = {"label", "help_text", "empty_label", "hint", "title", "caption", "heading", "placeholder"}
SHOWING = {"Refused", "ValidationError"}


def unmarked(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of each literal that is shown as it stands, or marked in a way that no catalogue can serve."""
    tree = ast.parse(path.read_text())
    marks = set(spoken(tree)) | set(KEYWORDS)
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = called(call).lstrip(".")
        shown = [word.value for word in call.keywords if word.arg in SHOWN]
        shown += call.args[:1] if name in SHOWING else []
        yield from ((call.lineno, ast.unparse(value)) for value in shown if _is_text(value))
        if name in marks and call.args and isinstance(call.args[0], ast.JoinedStr):
            yield call.lineno, ast.unparse(call)


def _is_text(value: ast.expr) -> bool:
    """A sentence or a capitalised word; a small word alone is a code."""
    parts = value.values if isinstance(value, ast.JoinedStr) else [value]
    words = "".join(part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))
    return any(letter.isalpha() for letter in words) and (" " in words.strip() or words[:1].isupper())
