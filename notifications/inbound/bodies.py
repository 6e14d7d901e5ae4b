"""The text and the files of a mail, through whatever it is wrapped in."""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import Message

from django.utils.translation import gettext as _
from inscriptis import get_text
from inscriptis.css_profiles import STRICT_CSS_PROFILE
from inscriptis.model.config import ParserConfig
from tnefparse import TNEF

from notifications.inbound.calendars import describe_calendar
from notifications.inbound.charsets import decode
from notifications.inbound.headers import words
from notifications.inbound.incoming import File

LONGEST_HTML = 400_000  # characters that are turned into text
MOST_FILES = 100
# Proofs about the mail, not content of it.
_PROOFS = {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
_SEALED = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
_TNEF = {"application/ms-tnef", "application/vnd.ms-tnef"}
_HTML = ParserConfig(css=STRICT_CSS_PROFILE)
logger = logging.getLogger(__name__)


@dataclass
class Content:
    """What was found so far. `html` counts only where there is no plain text."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    sealed: bool = False
    broken: bool = False

    @property
    def text(self) -> str:
        texts = [text for text in self.plain if text.strip()] or [html_to_text(html) for html in self.html]
        return "\n\n".join([*(text for text in texts if text.strip()), *self.notes])


def read_content(message: Message) -> Content:
    """Reads every part; one that cannot be read does not hide the others."""
    content = Content()
    _read(message, content)
    return content


def _read(part: Message, content: Content) -> None:
    kind = part.get_content_type()
    payload = part.get_payload()
    children = [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []
    if kind == "multipart/alternative" and children:
        _read_alternative(children, content)
    elif kind == "message/rfc822":
        _keep_mail(part, content)
    elif children:
        for child in children:
            _read(child, content)
    else:
        _read_leaf(part, kind, content)


def _read_alternative(children: Iterable[Message], content: Content) -> None:
    """The same thing in several shapes: the plain one, or the rich one where that is empty."""
    inner = Content()
    for child in children:
        _read(child, inner)
    content.plain.append(inner.text)
    content.files += inner.files
    content.sealed |= inner.sealed


def _read_leaf(part: Message, kind: str, content: Content) -> None:
    if kind in _PROOFS:
        return
    name = _file_name(part)
    attached = (part.get_content_disposition() or "") == "attachment" or bool(name and not kind.startswith("text/"))
    data = _data(part)
    if kind in _TNEF or name.lower() == "winmail.dat":
        _read_tnef(data, content)
    elif kind == "text/calendar":
        content.notes.append(describe_calendar(decode(data, _charset(part))))
        _keep(File(name or "invite.ics", kind, data), content)
    elif kind in ("text/plain", "text/html") and not attached:
        (content.plain if kind == "text/plain" else content.html).append(decode(data, _charset(part)))
    else:
        content.sealed |= kind in _SEALED or kind == "application/pgp-encrypted"
        _keep(File(name or _("unnamed"), kind, data), content)


def _keep_mail(part: Message, content: Content) -> None:
    """A forwarded mail is a file of its own: its text is not what the sender wrote."""
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if isinstance(inner, Message):
        name = (words(inner, "Subject") or _("forwarded"))[:100]
        _keep(File(_clean(f"{name}.eml"), "message/rfc822", _bytes(inner)), content)


def _read_tnef(data: bytes, content: Content) -> None:
    """Outlook's own wrapping: its files come out, and its text where the mail has no other."""
    try:
        wrapped = TNEF(data)
        found = [
            File(_clean(str(file.long_filename() or file.name or _("unnamed"))), "application/octet-stream", file.data)
            for file in wrapped.attachments
        ]
        body = wrapped.body or ""
    except Exception as error:  # whatever the bytes make it stumble over
        logger.info("A winmail.dat could not be read: %s", error)
        _keep(File("winmail.dat", "application/ms-tnef", data), content)
        return
    for file in found:
        _keep(file, content)
    if body and not any(text.strip() for text in [*content.plain, *content.html]):
        content.plain.append(decode(body) if isinstance(body, bytes) else str(body))


def _keep(file: File, content: Content) -> None:
    if file.data and len(content.files) < MOST_FILES:
        content.files.append(file)


def _data(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _bytes(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):
        return message.as_string().encode("utf-8", "replace")


def _charset(part: Message) -> str:
    try:
        charset = part.get_param("charset", "")
    except (ValueError, LookupError, TypeError):
        return ""
    return str(charset[2] if isinstance(charset, tuple) else charset)


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        return ""
    holder = Message()
    holder["Name"] = name.replace("\r", "").replace("\n", "")
    return _clean(words(holder, "Name"))


def _clean(name: str) -> str:
    """Without marks that turn the direction of writing: they make "invoice…cod.exe" look like a document."""
    return "".join(c for c in name if c.isprintable()).replace("/", "_").replace("\\", "_").strip()


def html_to_text(html: str) -> str:
    """What a reader would see of it, without outer indents and runs of empty lines."""
    try:
        text = get_text(html[:LONGEST_HTML], _HTML) if html.strip() else ""
    except Exception as error:  # whatever lxml makes of bytes that claim to be HTML
        logger.info("HTML could not be read: %s", error)
        text = re.sub(r"<[^>]*>", " ", html[:LONGEST_HTML])
    lines = [line.rstrip() for line in text.splitlines()]
    indent = min((len(line) - len(line.lstrip()) for line in lines if line), default=0)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line[indent:] for line in lines)).strip()
