"""Who else of the vendor's people is on a case right now: kept in the cache for seconds, never in the database.

The case's page says so every few seconds. A cache that is away (portal/broker_cache.py) shows nobody.
"""

from collections.abc import Iterable

from django.core.cache import cache

from cases.models import Case
from portal.gates import Door

SECONDS = 45  # after so many without a word somebody has left


def here(door: Door, case: Case) -> list[str]:
    """Says that the reader is on the case; returns the names of the others who are.

    Two who come at the same instant may overwrite one another; both say it again within seconds.
    """
    people = _fresh(cache.get(_key(case.pk)), door)
    people[door.membership.pk] = (door.membership.name, int(door.now.timestamp()))
    cache.set(_key(case.pk), people, SECONDS)
    return _others(people, door)


def on(door: Door, cases: Iterable[Case]) -> dict[int, list[str]]:
    """The names of others by the id of the case, for those where somebody is. One question to the cache."""
    keys = {_key(case.pk): case.pk for case in cases}
    if not keys:
        return {}
    found = cache.get_many(keys)
    there = {keys[key]: _others(_fresh(people, door), door) for key, people in found.items()}
    return {pk: names for pk, names in there.items() if names}


def _key(case_id: int) -> str:
    return f"presence:{case_id}"


def _fresh(people: dict | None, door: Door) -> dict[int, tuple[str, int]]:
    now = int(door.now.timestamp())
    return {pk: (name, seen) for pk, (name, seen) in (people or {}).items() if now - seen < SECONDS}


def _others(people: dict[int, tuple[str, int]], door: Door) -> list[str]:
    return sorted(name for pk, (name, _seen) in people.items() if pk != door.membership.pk)
