"""What mail servers say of mails of ours: reports of RFC 3464, and the shapes of those who never read it."""

import re
from email.message import Message

from notifications.inbound.headers import words
from notifications.inbound.incoming import Bounce

LONGEST = 300  # characters kept of what a server said
# A message id of ours, wherever a report quotes it. That it is really ours, its seal says later.
_OURS = re.compile(rb"<(d-[0-9a-z-]{8,64}@[0-9a-z.-]{1,190})>", re.IGNORECASE)
_STATUS = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")
_CODE = re.compile(r"\b([45])\d\d[ -]")


def read_bounce(message: Message, raw: bytes) -> Bounce | None:
    """None where the mail is no report, or speaks of no mail of ours."""
    ours = _OURS.search(raw)
    if ours is None or not _is_report(message):
        return None
    action, said = _report(message)
    if not said:
        said = _first_words(message)
    digit = _digit(said)
    failed = action in ("failed", "") and digit != "4" and digit != "2"
    return Bounce(f"<{ours[1].decode()}>", failed and action != "delayed", " ".join(said.split())[:LONGEST])


def _is_report(message: Message) -> bool:
    if message.get_content_type() == "multipart/report":
        return str(message.get_param("report-type", "delivery-status")).lower() == "delivery-status"
    sender = str(message.get("From", "")).lower()
    return (
        str(message.get("Return-Path", "")).strip() == "<>"
        or "mailer-daemon" in sender
        or "postmaster" in sender
        or "X-Failed-Recipients" in message
    )


def _report(message: Message) -> tuple[str, str]:
    """Action in lower case, and status with diagnosis, of the first recipient that a report part names."""
    for part in message.walk():
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
            blocks = part.get_payload()
            for block in blocks if isinstance(blocks, list) else []:
                if isinstance(block, Message) and block.get("Action"):
                    diagnosis = words(block, "Diagnostic-Code")
                    return words(block, "Action").lower(), f"{words(block, 'Status')} {diagnosis}".strip()
    return "", ""


def _first_words(message: Message) -> str:
    """Where no machine can read it: the sentence that holds a status."""
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            payload = part.get_payload(decode=True)
            text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
            return next((line for line in text.splitlines() if _STATUS.search(line) or _CODE.search(line)), text)
    return ""


def _digit(said: str) -> str:
    found = _STATUS.search(said) or _CODE.search(said)
    return found[1] if found else ""
