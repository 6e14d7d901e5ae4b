"""Figures in words, in the reader's language."""

from babel.numbers import format_decimal
from django.utils.translation import get_language
from django.utils.translation import gettext as _

NBSP = "\N{NO-BREAK SPACE}"

NONE = "–"


def is_german(language: str | None) -> bool:
    return (language or "").startswith("de")


def number(value: float, pattern: str = "#,##0") -> str:
    """ "1,540" or "1.540"."""
    return format_decimal(value, format=pattern, locale="de" if is_german(get_language()) else "en_GB")


def share(part: int, whole: int) -> int | None:
    """Percent, rounded down, so that one miss of a thousand is no 100 %; None of nothing."""
    return part * 100 // whole if whole else None


def percent(value: int | None) -> str:
    return NONE if value is None else f"{value}{NBSP}%"


def hours(seconds: float | None) -> str:
    """ "6.7 h", from 10 hours on "12 h"; below an hour "41 min"."""
    if seconds is None:
        return NONE
    if seconds < 3600:
        return _("%(minutes)d min").replace(" ", NBSP) % {"minutes": seconds // 60}
    found = seconds / 3600
    return _("%(hours)s h").replace(" ", NBSP) % {"hours": number(found, "0.0" if found < 10 else "#,##0")}


def in_hours(seconds: float | None) -> float | None:
    """For the CSV: hours with two decimals."""
    return None if seconds is None else round(seconds / 3600, 2)
