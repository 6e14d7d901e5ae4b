"""Hints to the worker after a commit: for speed, never for truth.

A broker that is away takes seconds to say so (refused connections are tried again inside the client), and a
person who submits a case must not wait for that. So a hint is sent by a thread of its own.
"""

import logging
import os
import time
from collections.abc import Callable
from threading import Event, Lock, Thread

logger = logging.getLogger(__name__)
# Seconds between two messages, what is rung in between is one: a queue full of hints would keep the sweeps waiting.
PAUSE = 0.5


class Hint:
    """ring() returns at once and has `send` called soon; several rings may become one call. What `send` raises
    is logged: the regular sweep does the work.
    """

    def __init__(self, send: Callable[[], object]):
        self.send = send
        self._anew()
        # A forked process has the object, but not the thread, which may have held a lock at that moment.
        os.register_at_fork(after_in_child=self._anew)

    def _anew(self) -> None:
        self._rung, self._lock = Event(), Lock()
        self._thread: Thread | None = None

    def ring(self) -> None:
        self._rung.set()
        if self._thread is None:
            self._start()

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._pass_on, name="hint", daemon=True)
                self._thread.start()

    def _pass_on(self) -> None:
        while True:
            self._rung.wait()
            self._rung.clear()
            try:
                self.send()
            except Exception as error:
                logger.info("The broker did not take a hint (%s); the regular sweep does without", error)
            time.sleep(PAUSE)
