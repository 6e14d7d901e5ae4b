"""Public holidays by date, read from the holidays package when a calendar version is drafted, and only then."""

from dataclasses import dataclass
from datetime import date

from slas.calendars import Holidays
from slas.holiday_names import in_german
from slas.terms import Words


@dataclass(frozen=True, slots=True)
class Holiday:
    day: date
    name: Words


def holidays_of(holidays: Holidays | None, first_year: int, last_year: int) -> tuple[Holiday, ...]:
    """The public holidays of these years, both included, with their names in both languages."""
    if holidays is None:
        return ()
    import holidays as package

    years = range(first_year, last_year + 1)
    country, subdivision = holidays.country, holidays.subdivision
    english = package.country_holidays(country, subdiv=subdivision, years=years, language="en_US")
    german: dict[date, str] = {}
    if "de" in english.supported_languages:
        german = package.country_holidays(country, subdiv=subdivision, years=years, language="de")
    return tuple(Holiday(day, Words(name, german.get(day) or in_german(name))) for day, name in sorted(english.items()))


def country_problem(country: str, subdivision: str | None) -> str | None:
    """Why these holidays cannot be looked up, as a sentence."""
    import holidays as package

    known = package.list_supported_countries(include_aliases=True)
    if country not in known:
        return f"The country “{country}” is unknown: use its two-letter code, such as DE"
    if subdivision is not None and subdivision not in known[country]:
        choices = ", ".join(known[country]) or "it has none"
        return f"The subdivision “{subdivision}” of {country} is unknown ({choices})"
    return None
