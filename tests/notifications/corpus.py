"""The mails of tests/notifications/mails: written for these tests, in the shapes that real programs send."""

from pathlib import Path

FOLDER = Path(__file__).parent / "mails"


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.eml"))


def mail(name: str, **changes: str) -> bytes:
    """The bytes of a mail; each change replaces a word in it, such as TOKEN="…"."""
    raw = (FOLDER / f"{name}.eml").read_bytes()
    for word, by in changes.items():
        raw = raw.replace(word.encode(), by.encode())
    return raw
