"""Limits that pages tell and verbs enforce."""

COMMENT = 2000  # characters
PHONE = 40
CALL_WHEN = 120
VERSIONS = 20  # of one survey's answer: the link needs no sign-in, and each change is a row
