"""Signed tokens for links and addresses that need no sign-in: who, what, and for which purpose alone.

A token says "this vendor, this membership, this thing" for one purpose; for another purpose it is worth nothing.
It is short, holds letters and digits only and ignores case, so that it fits into a mail address too.
"""

import base64
import hmac
import re
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings

PURPOSES = ("reply", "message", "survey", "unsubscribe", "feed", "webhook")
SEAL = 16  # characters of base32: 80 bits
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_SHAPE = re.compile(r"([0-9a-z]{1,13})-([0-9a-z]{1,13})-([0-9a-z]{1,13})-([a-z2-7]{16})")


class BadToken(ValueError):
    """Not a token of this purpose, or not one of ours."""


@dataclass(frozen=True)
class Bearer:
    """What a token says. `thing` is the id of a row whose kind the purpose tells; 0 membership: nobody's in person."""

    vendor: int
    membership: int
    thing: int = 0


def sign(purpose: str, bearer: Bearer) -> str:
    """The token, at most 60 characters: it fits the local part of a mail address (64) with a letter or two."""
    ids = "-".join(_base36(number) for number in (bearer.vendor, bearer.membership, bearer.thing))
    return f"{ids}-{_seal(purpose, ids)}"


def read(purpose: str, token: str) -> Bearer:
    """Raises BadToken for what was not signed for this purpose."""
    found = _SHAPE.fullmatch(token.lower())
    if found is None:
        raise BadToken("This is no token")
    ids, _dash, seal = token.lower().rpartition("-")
    if not hmac.compare_digest(seal, _seal(purpose, ids)):
        raise BadToken("This token was not signed here, or for something else")
    return Bearer(*(int(part, 36) for part in ids.split("-")))


def _seal(purpose: str, ids: str) -> str:
    if purpose not in PURPOSES:
        raise ValueError(f"{purpose} is no purpose of a token")
    key = sha256(f"portal.token.{purpose}".encode() + settings.SECRET_KEY.encode()).digest()
    digest = hmac.new(key, ids.encode(), sha256).digest()
    return base64.b32encode(digest).decode().lower()[:SEAL]


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _ALPHABET[digit] + digits
    return digits or "0"
