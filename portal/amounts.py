"""Amounts in words: business time, age, bytes. In the active language, without the clock."""

from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext, ngettext

NBSP = "\N{NO-BREAK SPACE}"
UNITS = ((1, "KB"), (2, "MB"), (3, "GB"))


def duration(seconds: float | None) -> str:
    """Business seconds as "41 min", "5 h", "1 h 04 min"; whole minutes, rounded down, so nobody is promised more.

    Hours never turn into days, because a business day has no fixed length.
    """
    if seconds is None:
        return ""
    hours, minutes = divmod(int(max(seconds, 0)) // 60, 60)
    if not hours:
        return gettext("%(minutes)d min").replace(" ", NBSP) % {"minutes": minutes}
    if not minutes:
        return gettext("%(hours)d h").replace(" ", NBSP) % {"hours": hours}
    return gettext("%(hours)d h %(minutes)02d min").replace(" ", NBSP) % {"hours": hours, "minutes": minutes}


def tally(seconds: float | None) -> str:
    """Business seconds as "3:19", for columns that are added up."""
    if seconds is None:
        return ""
    hours, minutes = divmod(int(max(seconds, 0)) // 60, 60)
    return f"{hours}:{minutes:02d}"


def age(seconds: float | None) -> str:
    """Elapsed seconds in the largest whole unit: "36 min", "5 h", "3 days"."""
    if seconds is None:
        return ""
    minutes = int(max(seconds, 0)) // 60
    if minutes < 60 * 24:
        return duration(minutes * 60 if minutes < 60 else minutes // 60 * 3600)
    days = minutes // (60 * 24)
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def file_size(count: int | None) -> str:
    """Bytes as "84 KB" or "1.2 MB", with 1024 bytes to a KB."""
    if count is None:
        return ""
    if count < 1024:
        return ngettext("%(count)d byte", "%(count)d bytes", count) % {"count": count}
    size, unit = next(
        (count / 1024**power, unit) for power, unit in UNITS if count < 1000 * 1024**power or unit == UNITS[-1][1]
    )
    return f"{_number(size)}{NBSP}{unit}"


def _number(value: float) -> str:
    locale = "de" if (get_language() or "").startswith("de") else "en_GB"
    return format_decimal(value, format="0.#" if value < 10 else "0", locale=locale)


def initials(name: str) -> str:
    """ "Ines Okafor" is IO, "M. Thomsen" is MT, "Ada" is A, "" is "?"."""
    words = [word for word in str(name).replace(".", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
