"""Bytes of a mail to what they say. Pure, and never raises: what cannot be read is told by `unreadable`."""

import logging
from dataclasses import replace
from email import message_from_bytes
from email.message import Message

from notifications.inbound import headers, quoting
from notifications.inbound.bodies import Content, read_content
from notifications.inbound.bounces import read_bounce
from notifications.inbound.charsets import decode
from notifications.inbound.incoming import Incoming

LONGEST_TEXT = 200_000  # characters of text that are read; the mail itself is kept
RECIPIENTS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Forwarded-To")
logger = logging.getLogger(__name__)


def parse(raw: bytes) -> Incoming:
    """Any bytes give an Incoming. In the active language: an invitation is described in words."""
    try:
        return _parsed(message_from_bytes(raw), raw)
    except (Exception, RecursionError) as error:
        # Nested a thousand times, or broken in a way that the standard library stumbles over.
        logger.info("A mail could only be read in part: %s: %s", type(error).__name__, error)
        return _roughly(raw)


def parse_head(raw: bytes) -> Incoming:
    """The same without text and files: enough to know a mail and its sender. Never raises either."""
    return replace(_roughly(raw), text="", unreadable="")


def _parsed(message: Message, raw: bytes) -> Incoming:
    content = _content(message)
    text, folded = quoting.part(content.text[:LONGEST_TEXT])
    return Incoming(
        text=text,
        folded=folded,
        files=tuple(content.files),
        bounce=read_bounce(message, raw),
        unreadable="broken" if content.broken else "encrypted" if content.sealed and not text else "",
        **_head(message),
    )


def _head(message: Message) -> dict:
    return {
        "message_id": next(iter(headers.message_ids(message, "Message-ID")), ""),
        "sender": headers.sender(message),
        "recipients": headers.addresses(message, *RECIPIENTS),
        "references": headers.message_ids(message, "In-Reply-To", "References"),
        "subject": headers.words(message, "Subject"),
        "automatic": headers.is_automatic(message),
        "bulk": headers.is_bulk(message),
        "language": headers.words(message, "Content-Language")[:2].lower(),
        "verdicts": tuple(str(value) for value in message.get_all("Authentication-Results", [])),
    }


def _content(message: Message) -> Content:
    try:
        return read_content(message)
    except (Exception, RecursionError) as error:
        logger.info("The parts of a mail could not be read: %s: %s", type(error).__name__, error)
        return Content(broken=True)


def _roughly(raw: bytes) -> Incoming:
    """Head and text as far as a look at the bytes gives them."""
    head, _gap, rest = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    try:
        told = _head(message_from_bytes(head + b"\n\n"))
    except Exception:
        told = {}
    return Incoming(text=decode(rest[:LONGEST_TEXT]).strip(), unreadable="broken", **told)
