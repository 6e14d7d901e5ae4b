"""A mail as a provider's webhook hands it over (django-anymail): its bytes as they were, as far as they are there."""

import re
from email.generator import BytesGenerator
from email.policy import compat32
from io import BytesIO

from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailInboundEvent
from django.http import HttpRequest, QueryDict

from notifications.inbound.parsing import parse_head

# Fields of a form that hold the whole mail. A door reads them as latin-1, so that every byte comes through.
RAW_FIELDS = ("body-mime", "email")
_RAW_JSON = ("RawEmail", "raw", "raw_msg", "content")
_ADDRESS = re.compile(r"[^@\s<>,;:\"()\\]{1,64}@[A-Za-z0-9.-]{1,190}")
_ID = re.compile(r"[\w.+=-]{3,150}")


def raw_of(event: AnymailInboundEvent, provider: str) -> bytes:
    """The bytes to be kept, below what only the envelope says: whom it was delivered to, that nobody sent it.

    Raises ValueError where the provider's own reading of a mail cannot be written as one again.
    """
    raw = (_of_form(event) or _of_json(event) or _written(event.message)).lstrip(b"\r\n")
    head = parse_head(raw[: 64 * 1024])
    above = []
    to = str(event.message.envelope_recipient or "").strip().lower()
    if _ADDRESS.fullmatch(to) and to not in head.recipients:
        above.append(f"Delivered-To: {to}")
    if event.message.envelope_sender in ("", "<>"):
        above.append("Return-Path: <>")
    if not head.message_id and _ID.fullmatch(str(event.event_id or "")):
        # The provider's own id of it, so that what it posts twice is one.
        above.append(f"Message-ID: <{event.event_id}@{provider}.invalid>")
    return "".join(f"{line}\r\n" for line in above).encode("ascii", "replace") + raw


def _of_form(event: AnymailInboundEvent) -> bytes:
    given = event.esp_event
    form = given.POST if isinstance(given, HttpRequest) else given
    if not isinstance(form, QueryDict):
        return b""
    return next((str(form[name]).encode("latin-1", "replace") for name in RAW_FIELDS if form.get(name)), b"")


def _of_json(event: AnymailInboundEvent) -> bytes:
    given = event.esp_event
    if not isinstance(given, dict):
        return b""
    places = [given, *(part for name in ("data", "msg") if isinstance(part := given.get(name), dict))]
    found = (place[name] for place in places for name in _RAW_JSON if isinstance(place.get(name), str))
    text = next((text for text in found if "\n" in text.strip() and ":" in text.partition("\n")[0]), "")
    return text.encode("utf-8", "surrogateescape")


def _written(message: AnymailInboundMessage) -> bytes:
    """Where a provider posts a mail in parts, it is put together again; headers that were read stay as they were."""
    try:
        return message.as_bytes(policy=message.policy.clone(refold_source="none"))
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):
        bytes_ = BytesIO()
        try:
            BytesGenerator(bytes_, policy=compat32).flatten(message)
        except Exception as error:
            raise ValueError(f"The mail cannot be written again: {type(error).__name__}: {error}") from error
        return bytes_.getvalue()
