"""`kill -9` to database, broker, worker and beat in turn, while cases come in, are answered and fall due."""

import json
import subprocess
import time

import pytest

from tests.kill.standing import standing

pytestmark = pytest.mark.kill
VICTIMS = ["database", "worker", "broker", "beat"]
ROUNDS = 2
BETWEEN = 1.5  # seconds from one death to the next; most parts are still down then


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    with standing(tmp_path_factory.mktemp("kill")) as portal:
        yield portal


def begun(record, clients):
    """Returns when cases come in."""
    while not (record.exists() and record.stat().st_size):
        assert clients.poll() is None, clients.stderr.read()[-3000:]
        time.sleep(0.1)
    time.sleep(BETWEEN)


def test_nothing_is_lost_or_doubled_while_every_part_is_killed_twice(portal, tmp_path):
    record = tmp_path / "acknowledged.jsonl"
    clients = portal.python("tests.kill.clients", str(record), stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    begun(record, clients)
    for victim in VICTIMS * ROUNDS:
        portal.kill(victim)
        time.sleep(BETWEEN)
    for victim in VICTIMS:
        portal.wait_for(victim)
    time.sleep(BETWEEN)
    _, said = clients.communicate("")
    assert clients.returncode == 0, said[-3000:]

    judge = portal.python("tests.kill.judge", str(record), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    verdict, said = judge.communicate()
    assert judge.returncode == 0, said[-3000:]
    verdict = json.loads(verdict)
    assert verdict["findings"] == []
    assert portal.kills == dict.fromkeys(VICTIMS, ROUNDS)
    # The run was long enough to prove something.
    figures = verdict["figures"]
    assert figures["cases"] > 50
    assert figures["said"] > 10
    assert figures["warned"] > 50
    assert figures["breached"] > 20
