"""One at a time over all processes: the places are locks of the database, seen from a second real connection."""

from contextlib import closing
from zlib import crc32

import psycopg2
import pytest
from django.db import connection

from portal import tasks
from portal.alone import alone


@pytest.fixture
def elsewhere(db):
    """Another process' connection: takes and gives back places."""
    with closing(psycopg2.connect(**connection.get_connection_params())) as other:
        cursor = other.cursor()

        def ask(function, name, place=0):
            cursor.execute(f"SELECT {function}(%s, %s)", [crc32(name.encode()) % 2**31, place])
            return cursor.fetchone()[0]

        yield ask


def test_who_finds_the_place_taken_does_not_get_it_until_it_is_given_back(elsewhere):
    assert elsewhere("pg_try_advisory_lock", "mail")
    with alone("mail") as free, alone("other") as another:
        assert (free, another) == (False, True)
    elsewhere("pg_advisory_unlock", "mail")
    with alone("mail") as free:
        assert free
        assert not elsewhere("pg_try_advisory_lock", "mail")
    assert elsewhere("pg_try_advisory_lock", "mail")


def test_of_two_places_the_second_is_given_and_then_none(elsewhere):
    assert elsewhere("pg_try_advisory_lock", "mail", 0)
    with alone("mail", places=2) as free:
        assert free
        assert not elsewhere("pg_try_advisory_lock", "mail", 1)
    assert elsewhere("pg_try_advisory_lock", "mail", 1)
    with alone("mail", places=2) as free:
        assert not free


def test_a_second_sender_sends_nothing(elsewhere, monkeypatch):
    monkeypatch.setattr(tasks, "sweep_mails", lambda *clock, seconds: pytest.fail("two senders at once"))
    assert elsewhere("pg_try_advisory_lock", "mail")
    assert tasks.send_mails() == 0
