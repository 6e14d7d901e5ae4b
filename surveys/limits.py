"""Limits that pages tell and verbs enforce."""

COMMENT = 2000  # characters
PHONE = 40
CALL_WHEN = 120
VERSIONS = 20  # of one survey's answer: the link needs no sign-in, and each change is a row
REASON = 200  # characters: why a comment was removed
DAYS = 365  # the longest that a link works
AMOUNT = 500  # of minutes, hours or days: the calendars reach three years
LOWEST_FINE = 5  # a rating below this may count as low
RULES = 20  # of sharing
