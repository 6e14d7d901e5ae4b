"""Reads and writes a language's .po file so that only what changed shows in a diff."""

import io
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

WIDTH = 110
HEADERS = (
    ("MIME-Version", "1.0"),
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Transfer-Encoding", "8bit\n"),
)


class Kept(Catalog):
    """A catalogue whose header has no dates and no versions, which would change with every writing."""

    def __init__(self, language: str) -> None:
        super().__init__(locale=language, fuzzy=False, header_comment="")

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [("Language", str(self.locale_identifier)), ("Plural-Forms", self.plural_forms), *HEADERS]


def read(path: Path) -> Catalog:
    """Raises OSError where there is no file, PoFileError where it is broken. The folder names the language."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, abort_invalid=True)


def merged(found: Catalog, written: Catalog) -> Kept:
    """What the code says, in the words already written for it; what the code no longer says is left out."""
    result = Kept(str(written.locale_identifier))
    for message in messages(found):
        old = written.get(message.id, message.context)
        same = old is not None and old.id == message.id
        result.add(
            message.id,
            old.string if same else None,
            locations=[(name, None) for name in sorted({name for name, _line in message.locations})],
            flags={"fuzzy"} if same and old.fuzzy else (),
            auto_comments=message.auto_comments,
            user_comments=old.user_comments if same else (),
            context=message.context,
        )
    return result


def messages(catalogue: Catalog) -> list[Message]:
    """Without the header, which is the message "" to gettext."""
    return [message for message in catalogue if message.id]


def key(message: Message) -> tuple[str, str]:
    """What gettext looks up: context and singular."""
    return message.context or "", singular(message)


def singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def write(path: Path, catalogue: Kept) -> None:
    """Messages in the order of their English; what stands above the first one (the glossary) stays as it was."""
    out = io.BytesIO()
    write_po(out, catalogue, width=WIDTH, sort_output=True, include_lineno=False, ignore_obsolete=True)
    # Babel would strip the indentation of comments, and their empty lines.
    above = path.read_text().partition('msgid ""')[0] if path.exists() else ""
    path.write_text(above + out.getvalue().decode().strip() + "\n")
