"""Finds every message in the Python files and the templates."""

import ast
import io
import re
from collections.abc import Iterator

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.utils.translation.template import templatize

from portal.translations.sources import Sources

MODULES = ("django.utils.translation", "gettext")
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
Found = tuple[str | tuple[str, ...], str | None]
_MARGIN = re.compile(r"^\s+", re.MULTILINE)


def collect(sources: Sources) -> Catalog:
    """All messages, each with the files that it stands in. Raises SyntaxError for a file that cannot be read."""
    found = Catalog(fuzzy=False)
    for path in sources.python():
        for message, context in _in_python(path.read_text()):
            found.add(message, locations=[(sources.name(path), None)], context=context)
    for path in sources.templates():
        for message, context in _in_template(path.read_text(), sources.name(path)):
            found.add(message, locations=[(sources.name(path), None)], context=context)
    return found


def _in_python(code: str) -> Iterator[Found]:
    """Through the syntax tree: Babel's tokens would miss what is said inside of an f-string."""
    tree = ast.parse(code)
    marks = spoken(tree)
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if (name := called(call)) in marks:
            texts = [argument.value if isinstance(argument, ast.Constant) else None for argument in call.args]
            if found := _message(texts, marks[name]):
                yield found


def _message(texts: list, places: tuple | None) -> Found | None:
    """The message among a marking function's arguments; None where one is not written out."""
    context, wanted = None, []
    for place in places or (1,):
        number = place[0] if isinstance(place, tuple) else place
        text = texts[number - 1] if number <= len(texts) else None
        if not isinstance(text, str):
            return None
        if isinstance(place, tuple):
            context = text
        else:
            wanted.append(text)
    return (wanted[0] if len(wanted) == 1 else tuple(wanted)), context


def _in_template(code: str, name: str) -> Iterator[Found]:
    """Through Django's own reading, whose pseudo-Python is indented as the template is, and Python must not be."""
    said = _MARGIN.sub("", templatize(code, origin=name)).encode()
    for _line, message, _comments, context in extract("python", io.BytesIO(said), keywords=IN_TEMPLATES):
        yield message, context


def spoken(tree: ast.Module) -> dict[str, tuple | None]:
    """The marking functions as this module calls them: `gettext as _` makes `_` one."""
    aliases = {
        alias.asname or alias.name: KEYWORDS[alias.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in MODULES
        for alias in node.names
        if alias.name in KEYWORDS
    }
    modules = any(isinstance(node, ast.ImportFrom) and node.module == "django.utils" for node in ast.walk(tree))
    return {f".{name}": places for name, places in KEYWORDS.items() if modules} | aliases


def called(call: ast.Call) -> str:
    """The name that is called, with a dot before it where it is a module's: "gettext", ".gettext"."""
    if isinstance(call.func, ast.Attribute):
        return f".{call.func.attr}"
    return getattr(call.func, "id", "")
