"""A hint never makes anybody wait, and never fails anybody."""

import os
import time
from threading import Event

from portal.hints import PAUSE, Hint


def test_ringing_returns_at_once_however_long_the_broker_takes():
    begun, free = Event(), Event()

    def takes_its_time():
        begun.set()
        free.wait(10)

    hint = Hint(takes_its_time)
    before = time.monotonic()
    for _ in range(100):
        hint.ring()
    assert time.monotonic() - before < 1
    assert begun.wait(5)
    free.set()


def test_a_broker_that_refuses_is_asked_again_at_the_next_ring():
    calls, twice = [], Event()

    def refuses():
        calls.append(1)
        if len(calls) == 2:
            twice.set()
        raise ConnectionRefusedError("nobody listens")

    hint = Hint(refuses)
    hint.ring()
    while not calls:
        time.sleep(0.01)
    hint.ring()
    assert twice.wait(5)


def test_many_rings_while_one_is_passed_on_become_one():
    calls, first, free = [], Event(), Event()

    def send():
        calls.append(1)
        first.set()
        free.wait(10)

    hint = Hint(send)
    hint.ring()
    assert first.wait(5)
    for _ in range(50):
        hint.ring()
    free.set()
    time.sleep(3 * PAUSE)
    assert len(calls) == 2


def test_a_forked_process_rings_by_itself(tmp_path):
    heard = tmp_path / "heard"
    hint = Hint(lambda: heard.write_text(str(os.getpid())))
    hint.ring()
    while not heard.exists():
        time.sleep(0.01)
    child = os.fork()
    if child == 0:
        heard.unlink(missing_ok=True)
        hint.ring()
        time.sleep(2 * PAUSE)
        os._exit(0)
    os.waitpid(child, 0)
    assert heard.read_text() == str(child)
