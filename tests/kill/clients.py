"""Partners and agents who go on while everything around them dies: python -m tests.kill.clients <record>

They work until their standard input ends. What was acknowledged is written to the record, one JSON line each:
{"case": number, "key": …} and {"answer": text, "number": …}. A partner posts its form again, with the same key,
until it is acknowledged; an agent looks whether the answer is there before writing it again.

Everything is said to happen some seconds ago, within a target of one minute: so a case is to be warned of a few
seconds after it came, and falls due within the run.
"""

import json
import random
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from queue import Empty, Queue
from threading import Event, ExceptHookArgs, Lock, Thread, excepthook
from typing import TextIO
from uuid import uuid4

import django

PARTNERS, AGENTS = 3, 2  # threads
REST = 0.25  # seconds between two acts of one person
LATEST = 40.0  # seconds after which an act that is never acknowledged is a failure
ENOUGH, BROKEN, WRITING = Event(), Event(), Lock()
CHANCE = random.Random(9)


def main(record: TextIO) -> int:
    from tests.kill.stage import agent_and_organisations

    agent, organisations = patiently(agent_and_organisations)
    received: Queue = Queue()
    people = [Thread(target=partner, args=[organisations[n % 2], received, record]) for n in range(PARTNERS)]
    people += [Thread(target=answering, args=[agent, received, record]) for _ in range(AGENTS)]
    for person in people:
        person.start()
    sys.stdin.read()
    ENOUGH.set()
    for person in people:
        person.join()
    return 1 if BROKEN.is_set() else 0


def broken(failure: ExceptHookArgs) -> None:
    """One thread has failed: the others may stop."""
    excepthook(failure)
    BROKEN.set()
    ENOUGH.set()


def some_seconds_ago() -> datetime:
    """Between two thirds and all of the minute that a target has are over."""
    return datetime.now(UTC) - timedelta(seconds=CHANCE.uniform(41, 59))


def partner(organisation, received: Queue, record: TextIO) -> None:
    from cases.verbs.submit import submit
    from tenants.scope import working
    from tests.cast import submission

    form = patiently(lambda: submission(organisation, severity=CHANCE.choice(["S1", "S3"])))
    while not ENOUGH.is_set():
        key = uuid4()

        def post(key=key):
            with working(organisation.partner.vendor):
                return submit(submission_with(form, key), by=organisation.contact, at=some_seconds_ago())

        case = patiently(post)
        write(record, {"case": case.number, "key": str(key)})
        received.put(case)
        time.sleep(REST)


def submission_with(form, key):
    from dataclasses import replace

    return replace(form, key=key)


def answering(agent, received: Queue, record: TextIO) -> None:
    while not ENOUGH.is_set():
        try:
            case = received.get(timeout=0.5)
        except Empty:
            continue
        if CHANCE.random() < 0.5:
            continue  # some cases wait in vain, and fall due
        time.sleep(CHANCE.uniform(0, 3))
        text = f"Answer {uuid4()}"
        answer(agent, case, text)
        write(record, {"answer": text, "number": case.number})


def answer(agent, case, text: str) -> None:
    from cases.models import Message
    from cases.verbs.say import say
    from tenants.scope import working

    def said_once():
        with working(case.vendor_id):
            if not Message.objects.filter(case=case, body=text).exists():
                say(case, by=agent, at=some_seconds_ago(), body=text)

    patiently(said_once)


def patiently(act):
    """What the act gives, tried again while the database is away."""
    from django.db import Error, connection

    latest = time.monotonic() + LATEST
    while True:
        try:
            return act()
        except Error:
            if time.monotonic() > latest:
                raise
            connection.close()
            time.sleep(0.1)


def write(record: TextIO, line: dict) -> None:
    with WRITING:
        record.write(json.dumps(line) + "\n")
        record.flush()


if __name__ == "__main__":
    django.setup()
    threading.excepthook = broken
    with open(sys.argv[1], "w") as record:
        sys.exit(main(record))
