"""So many at a time and no more, over all processes: advisory locks of the database, gone with their connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

from django.db import connection


@contextmanager
def alone(name: str, places: int = 1) -> Iterator[bool]:
    """Yields whether one of the `places` was free; it is ours until the block ends, or the process dies."""
    key = crc32(name.encode()) % 2**31
    place = next((place for place in range(places) if _ask("pg_try_advisory_lock", key, place)), None)
    if place is not None:
        _have_it_watched()
    try:
        yield place is not None
    finally:
        if place is not None:
            _ask("pg_advisory_unlock", key, place)


def _ask(function: str, key: int, place: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [key, place])
        return cursor.fetchone()[0]


def _have_it_watched() -> None:
    """A machine that loses its power closes no connection: the database has to ask, or it keeps our place for hours."""
    with connection.cursor() as cursor:
        for name, seconds in {"idle": "60", "interval": "10", "count": "3"}.items():
            cursor.execute("SELECT set_config(%s, %s, false)", [f"tcp_keepalives_{name}", seconds])
