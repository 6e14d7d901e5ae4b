"""Finds every message in the Python files and the templates."""

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.utils.translation.template import templatize

from portal.translations.sources import Sources

MODULES = ("django.utils.translation", "django.utils.translation.trans_real", "gettext")
TRANSLATORS = ("Translators:",)
# Babel's way of saying which argument is what: positions from 1, "c" for the context.
_PLAIN, _PLURAL = None, (1, 2)
_CONTEXT, _CONTEXT_PLURAL = ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS: dict[str, tuple | None] = {
    "gettext": _PLAIN,
    "gettext_lazy": _PLAIN,
    "gettext_noop": _PLAIN,
    "ngettext": _PLURAL,
    "ngettext_lazy": _PLURAL,
    "pgettext": _CONTEXT,
    "pgettext_lazy": _CONTEXT,
    "npgettext": _CONTEXT_PLURAL,
    "npgettext_lazy": _CONTEXT_PLURAL,
}
IN_TEMPLATES = {**KEYWORDS, "_": _PLAIN}
_MARGIN = re.compile(r"^\s+", re.MULTILINE)


def collect(sources: Sources) -> Catalog:
    """All messages, each with the files that it stands in. Raises SyntaxError for a file that cannot be read."""
    found = Catalog(fuzzy=False)
    for path, code, keywords in _readable(sources):
        for _line, message, comments, context in extract(
            "python", io.BytesIO(code.encode()), keywords=keywords, comment_tags=TRANSLATORS
        ):
            found.add(message, locations=[(sources.name(path), None)], auto_comments=comments, context=context)
    return found


def _readable(sources: Sources) -> Iterator[tuple[Path, str, dict]]:
    """Python for Babel's extractor, with the names that mark messages in it."""
    for path in sources.python():
        code = path.read_text()
        if keywords := spoken(ast.parse(code)):
            yield path, code, keywords
    for path in sources.templates():
        # Templates are indented as they like, Python is not.
        yield path, _MARGIN.sub("", templatize(path.read_text(), origin=sources.name(path))), IN_TEMPLATES


def spoken(tree: ast.Module) -> dict[str, tuple | None]:
    """The marking functions as this module calls them: `gettext as _` makes `_` one."""
    return {
        alias.asname or alias.name: KEYWORDS[alias.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in MODULES
        for alias in node.names
        if alias.name in KEYWORDS
    }
