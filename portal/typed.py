"""What addresses and forms may say before a query is asked with it."""

ID_DIGITS = 18  # as many as every bigint has room for, and few enough to be read at once


def is_id(word: str) -> bool:
    """Whether a word can be the id or number of a row: int(word) is safe then."""
    return word.isascii() and word.isdigit() and len(word) <= ID_DIGITS


def is_code(word: str) -> bool:
    """Whether a word can be a code of the vendor's: PostgreSQL's text has no NUL, and no code a control character."""
    return word.isprintable()
