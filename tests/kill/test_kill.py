"""`kill -9` to database, broker, worker and beat in turn, while cases come in, are answered and fall due."""

import json
import subprocess
import time
from pathlib import Path

import psycopg2
import pytest

from tests.kill.standing import standing

pytestmark = pytest.mark.kill
VICTIMS = ["database", "worker", "broker", "beat"]
ROUNDS = 2
PATIENCE = 400.0  # seconds until the last mail has to be sent
BETWEEN = 1.5  # seconds from one death to the next; most parts are still down then


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    with standing(tmp_path_factory.mktemp("kill")) as portal:
        yield portal


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Path:
    """What was acknowledged (tests/kill/clients.py)."""
    return tmp_path_factory.mktemp("clients") / "acknowledged.jsonl"


def begun(record, clients):
    """Returns when cases come in."""
    while not (record.exists() and record.stat().st_size):
        assert clients.poll() is None, clients.stderr.read()[-3000:]
        time.sleep(0.1)
    time.sleep(BETWEEN)


def judged(portal, record):
    judge = portal.python("tests.kill.judge", str(record), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    verdict, said = judge.communicate()
    assert judge.returncode == 0, said[-3000:]
    return json.loads(verdict)


@pytest.fixture(scope="module")
def verdict(portal, record):
    """What the judge says of a portal that went on working while each of its parts was killed."""
    clients = portal.python("tests.kill.clients", str(record), stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    begun(record, clients)
    for victim in VICTIMS * ROUNDS:
        portal.kill(victim)
        time.sleep(BETWEEN)
    for victim in VICTIMS:
        portal.wait_for(victim)
    _, said = clients.communicate("")
    assert clients.returncode == 0, said[-3000:]
    return judged(portal, record)


def test_nothing_is_lost_or_doubled_while_every_part_is_killed_twice(portal, verdict):
    assert verdict["findings"] == []
    assert portal.kills == dict.fromkeys(VICTIMS, ROUNDS)
    # The run was long enough to prove something.
    figures = verdict["figures"]
    assert figures["cases"] > 40
    assert figures["said"] > 5
    assert figures["warned"] > 40
    assert figures["breached"] > 15


LETTERS = 2000
# The mail server dies too, and oftener: a mail is in flight for a few thousandths of a second.
OF_THE_POST = ["worker", "post", "broker", "post", "database", "worker", "post"]


def posted(portal, record) -> dict[str, int]:
    judge = portal.python("tests.kill.letters", "judge", str(record), stdout=subprocess.PIPE)
    return json.loads(judge.communicate()[0])


def written(record) -> int:
    """How many mails came, those of cases too: no judgement yet."""
    return record.read_bytes().count(b"\n")


@pytest.fixture(scope="module")
def post(portal, verdict, tmp_path_factory):
    """What the mail server wrote down of 2 000 mails, while everything that sends them was killed."""
    record = portal.folder / "post.txt"
    assert portal.python("tests.kill.letters", str(LETTERS)).wait() == 0
    for victim in OF_THE_POST:
        portal.kill(victim)
        time.sleep(BETWEEN)
    latest = time.monotonic() + PATIENCE
    # The judge is a process of its own: asked too often, it takes from the senders what they need.
    while time.monotonic() < latest and written(record) < LETTERS:
        time.sleep(1)
    while (found := posted(portal, record))["unsent"] and time.monotonic() < latest:
        time.sleep(5)
    return found


def test_no_mail_is_lost_and_only_one_in_flight_comes_twice(post):
    assert (post["unsent"], post["missing"], post["strange"]) == (0, 0, 0)
    # One sender has one mail in flight when something dies.
    assert post["doubled"] <= len(OF_THE_POST)
    assert post["came"] == LETTERS + post["doubled"]


# One row each, as a lost or doubled piece of work would leave it, and the word that gives it away.
DAMAGES = {
    "DELETE FROM notifications_delivery WHERE id = (SELECT min(id) FROM notifications_delivery WHERE read_at IS NULL"
    " AND channel = 'portal')":
        "not told once",
    "DELETE FROM cases_escalationstep WHERE id = (SELECT min(id) FROM cases_escalationstep)": "{0, 1} times",
    "DELETE FROM cases_message WHERE id = (SELECT min(id) FROM cases_message WHERE side = 'vendor')": "acknowledged",
    "UPDATE cases_case SET event_count = event_count + 1 WHERE number = 10003": "The log of 10003 has gaps",
    "UPDATE cases_case SET number = 99999 WHERE number = 10002": "The numbers have gaps",
    "UPDATE cases_case SET escalation_level = 3 WHERE number = 10004": "10004 has level 3",
    "UPDATE cases_milestone SET used_seconds = used_seconds + 1 WHERE id = (SELECT min(id) FROM cases_milestone)":
        "used_seconds",
}  # fmt: skip


def test_the_judge_sees_what_is_lost_and_what_is_doubled(portal, record, verdict):
    """A judge that finds nothing is worth something only if it finds these."""
    assert verdict["findings"] == []
    connection = psycopg2.connect(portal.admin_url.replace("postgres://", "postgresql://", 1))
    with connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for damage in DAMAGES:
            cursor.execute(damage)
            assert cursor.rowcount == 1, damage
    connection.close()
    findings = "\n".join(judged(portal, record)["findings"])
    assert [word for word in DAMAGES.values() if word not in findings] == []
