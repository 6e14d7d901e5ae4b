"""Keeps parts running: restarts one that dies, with a growing pause, and ends all of them in order."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from launch.guard import Guard
from launch.logs import Ear
from launch.part import PAUSE_SECONDS, Part
from launch.words import Words

TICK_SECONDS = 0.2
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
# A part that lived this long died of something new: its next pause is a short one again.
SETTLED_SECONDS = 60.0
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ended(BaseException):
    """Somebody asked for the end: Ctrl-C, SIGTERM, or a terminal that was closed."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """The first signal raises Ended where the program stands; a later one is not heard while all is ended."""

    def end(number: int, frame: object) -> None:
        hear_no_signals()
        raise Ended(number)

    # `nohup` asks to outlive the terminal; a shell's `&`, which ignores SIGINT, does not mean it.
    heard = [each for each in ENDING if each != signal.SIGHUP or signal.getsignal(each) != signal.SIG_IGN]
    before = {each: signal.signal(each, end) for each in heard}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def hear_no_signals() -> None:
    """From here on the end is under way, and nothing may interrupt it."""
    for each in ENDING:
        signal.signal(each, signal.SIG_IGN)


@dataclass
class Watched:
    """A part in the supervisor's care. `due` is when a dead one is started again (monotonic seconds)."""

    part: Part
    ear: Ear
    pause: float = FIRST_PAUSE
    due: float | None = None
    is_ready: bool = True


@dataclass
class Supervisor:
    """Starts parts, keeps them, ends them. `first_pause` seconds pass before the first restart."""

    guard: Guard
    words: Words
    first_pause: float = FIRST_PAUSE
    parts: list[Watched] = field(default_factory=list)

    def adopt(self, part: Part) -> None:
        """Takes over a part that runs already."""
        self.parts.append(Watched(part, Ear(part, self.words), self.first_pause))

    def start(self, parts: list[Part]) -> None:
        """Starts these at once and waits for each; raises Trouble when one does not get ready."""
        for part in parts:
            self.adopt(part)
            part.start(self.guard)
        waiting = list(parts)
        while waiting:
            for part in [part for part in waiting if part.has_got_ready()]:
                self.words.good(part.name, "ready", time.monotonic() - part.begun)
                waiting.remove(part)
            time.sleep(PAUSE_SECONDS)

    def keep(self, until: Callable[[], bool] = lambda: False) -> None:
        """Returns when `until` says so; otherwise only by an exception, as Ended."""
        while not until():
            self.guard.check()
            for watched in self.parts:
                self._look_after(watched)
            time.sleep(TICK_SECONDS)

    def end(self) -> None:
        """Programs first and at once, then the servers, in reverse order of their start."""
        parts = [watched.part for watched in reversed(self.parts)]
        for part in parts:
            if part.rank and part.process is not None and part.exit_status is None:
                part.process.send_signal(part.stop)
        for part in parts:
            part.end(self.guard)

    def _look_after(self, watched: Watched) -> None:
        part = watched.part
        watched.ear.listen()
        if watched.due is not None:
            if time.monotonic() >= watched.due:
                watched.due = None
                self._restart(watched)
        elif part.exit_status is not None:
            self._note_death(watched)
        elif not watched.is_ready and part.is_ready(part):
            watched.is_ready = True
            self.words.good(part.name, "ready again")

    def _note_death(self, watched: Watched) -> None:
        part = watched.part
        assert part.process
        status = self.guard.bury(part.process)
        if time.monotonic() - part.begun > SETTLED_SECONDS:
            watched.pause = self.first_pause
        how = f"signal {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
        self.words.bad(part.name, f"died ({how}); starts again in {watched.pause:g} s; see {part.log}")
        watched.due = time.monotonic() + watched.pause
        watched.pause = min(watched.pause * 2, LONGEST_PAUSE)

    def _restart(self, watched: Watched) -> None:
        watched.is_ready = False
        try:
            watched.part.start(self.guard)
        except OSError as error:
            self.words.bad(watched.part.name, f"cannot be started: {error.strerror}")
            watched.due = time.monotonic() + watched.pause
            watched.pause = min(watched.pause * 2, LONGEST_PAUSE)
