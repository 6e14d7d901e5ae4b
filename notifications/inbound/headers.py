"""Headers of a mail, as broken as they come: words, addresses, message ids, and whether a machine wrote it."""

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from notifications.inbound.charsets import decode

LONGEST = 4000  # characters of a header that are read
_ID = re.compile(r"<[^<>\s]{3,200}>")
_ADDRESS = re.compile(r"[^@\s<>,;:\"()\\]{1,64}@[A-Za-z0-9.-]{1,190}")
_MACHINES = re.compile(r"^(mailer-daemon|postmaster|noreply|no-reply|do-not-reply|donotreply|bounces?)([+@=-]|$)")
# What programs write that answer for a person who is away, beside RFC 3834's own header.
_AWAY = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Autoreply-From", "X-Mail-Autoreply")
_AWAY_SUBJECT = re.compile(
    r"^(auto(matic)?[ -]?(reply|response)|automatische antwort|out of( the)? office"
    r"|abwesenheits?(notiz|meldung|nachricht)?\b|autosvar|réponse automatique|risposta automatica)",
    re.IGNORECASE,
)


def words(message: Message, name: str) -> str:
    """A header's text on one line, decoded as far as it can be; "" where there is none."""
    raw = _raw(message.get(name, ""))
    try:
        parts = decode_header(raw)
    except (HeaderParseError, ValueError):
        parts = [(raw, None)]
    text = "".join(_part(part, charset) for part, charset in parts)
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def addresses(message: Message, *names: str) -> tuple[str, ...]:
    """The addresses of these headers in lower case, each once."""
    raw = [_raw(value) for name in names for value in message.get_all(name, [])]
    found = [address for _name, address in getaddresses(raw)]
    # A header that the strict reader gives up on still shows its addresses to the eye.
    found = [address for address in found if _ADDRESS.fullmatch(address)] or _ADDRESS.findall(" ".join(raw))
    return tuple(dict.fromkeys(address.lower() for address in found))


def sender(message: Message) -> str:
    """The one address of From; "" where there is none, or several: nobody could say who it is then."""
    found = addresses(message, "From")
    return found[0] if len(found) == 1 and len(message.get_all("From", [])) == 1 else ""


def message_ids(message: Message, *names: str) -> tuple[str, ...]:
    """The message ids of these headers, the last of a header (the nearest) first."""
    found = [value for name in names for value in reversed(_ID.findall(_raw(message.get(name, ""))))]
    return tuple(dict.fromkeys(found))


def is_automatic(message: Message) -> bool:
    """A machine wrote it: nothing of it is a word of a person, and it is never answered (RFC 3834)."""
    said = _low(message, "Auto-Submitted")
    return (
        bool(said and not said.startswith("no"))
        or _low(message, "Return-Path") == "<>"
        or any(message.get(name) for name in _AWAY)
        or _low(message, "Precedence") in ("auto_reply", "auto-reply")
        or message.get_content_type() == "multipart/report"
        or any(_MACHINES.match(address) for address in addresses(message, "From"))
        or bool(_AWAY_SUBJECT.match(words(message, "Subject")))
    )


def is_bulk(message: Message) -> bool:
    """It came by a list or to many: a person may have written it, and it is not answered either."""
    lists = any(name.lower().startswith("list-") for name in message.keys())  # noqa: SIM118  repeated keys
    return lists or _low(message, "Precedence") in ("bulk", "list", "junk")


def _low(message: Message, name: str) -> str:
    return _raw(message.get(name, "")).strip().lower()


def _raw(value: object) -> str:
    """compat32 gives a Header where bytes beyond ASCII stand unencoded."""
    text = str(value)
    if any(0xDC80 <= ord(c) <= 0xDCFF for c in text):
        text = decode(text.encode("utf-8", "surrogateescape"))
    return text[:LONGEST].replace("\r", "").replace("\n", "")


def _part(part: bytes | str, charset: str | None) -> str:
    return decode(part, charset or "") if isinstance(part, bytes) else part
