"""Where the next page of a list begins, as a word in the address.

It holds the values of the last row shown, in the list's order. It is opaque but no secret: what it can ask for is
what the reader's scope shows anyway.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from datetime import UTC, datetime

from cases.queues import key_of

INSTANTS = {"received_at", "changed_at", "shared_at", "escalated_at", "at", "due_at"}
LARGEST = 2**63 - 1
LONGEST = 200  # characters of a word; no order needs more


def cursor_after(case, order: tuple[str, ...]) -> str:
    """The word for "beyond this case" in that order."""
    values = [value.isoformat() if isinstance(value, datetime) else value for value in key_of(case, order)]
    return urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode().rstrip("=")


def key_in(word: str, order: tuple[str, ...]) -> list | None:
    """The values that a word holds; None where it is no such word for this order: the list begins at its start."""
    if len(word) > LONGEST:
        return None
    try:
        values = json.loads(urlsafe_b64decode(word + "=" * (-len(word) % 4)))
        if not isinstance(values, list) or len(values) != len(order):
            return None
        return [_value(name.lstrip("-"), value) for name, value in zip(order, values, strict=True)]
    except (NotBase64, ValueError, TypeError, OverflowError):
        return None


def _value(name: str, value):
    if name in INSTANTS:
        instant = datetime.fromisoformat(value)
        if instant.tzinfo is None:
            raise ValueError("An instant without a zone")
        return instant.astimezone(UTC)
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise ValueError("No value of a row")
    return value
