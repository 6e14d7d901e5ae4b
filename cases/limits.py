"""Limits that the pages tell and the verbs enforce."""

from django.conf import settings

SUMMARY = 200  # characters
TEXT = 20_000  # characters in one field or message
VERSION = 40  # characters
FILE_NAME = 200  # characters


def file_bytes() -> int:
    """The largest file that is taken, in bytes (MAX_FILE_MB)."""
    return settings.MAX_FILE_BYTES


def files() -> int:
    """How many files go with one message (MAX_FILES)."""
    return settings.MAX_FILES
