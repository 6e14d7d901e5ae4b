"""One long-running process: how it is started, when it is ready, how it ends."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from launch.guard import PROGRAM, Guard
from launch.trouble import Trouble
from launch.words import last_lines

PAUSE_SECONDS = 0.05
LATEST_SECONDS = 60.0
TELLING = re.compile("FATAL|PANIC|CRITICAL|[Ee]rror")
OLD_LOG_BYTES = 5 * 1024 * 1024


@dataclass
class Part:
    """`is_ready` is asked again and again while the process lives; `grace` seconds pass between asking a part
    to stop and killing it with all its children."""

    name: str
    command: Sequence[str]
    log: Path
    is_ready: Callable[["Part"], bool]
    env: Mapping[str, str] = field(default_factory=lambda: os.environ)
    cwd: Path | None = None
    stop: signal.Signals = signal.SIGTERM
    grace: float = 8.0
    rank: int = PROGRAM
    uid: int | None = None
    process: subprocess.Popen[bytes] | None = None
    begun: float = 0.0
    log_start: int = 0

    def start(self, guard: Guard) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > OLD_LOG_BYTES:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as log:
            self.log_start = log.tell()
            self.begun = time.monotonic()
            self.process = guard.spawn(
                self.command,
                log=log,
                env=self.env,
                cwd=self.cwd,
                stop=self.stop,
                rank=self.rank,
                uid=self.uid,
            )

    def wait_until_ready(self) -> float:
        """Returns how many seconds it took; raises Trouble as `has_got_ready` does."""
        while not self.has_got_ready():
            time.sleep(PAUSE_SECONDS)
        return time.monotonic() - self.begun

    def has_got_ready(self) -> bool:
        """Raises Trouble with the most telling line of the log when it ended, or is later than a minute."""
        if self.exit_status is not None:
            raise self.trouble(f"The {self.name} ended while it started")
        if self.is_ready(self):
            return True
        if time.monotonic() - self.begun > LATEST_SECONDS:
            raise self.trouble(f"The {self.name} was not ready within {LATEST_SECONDS:.0f} s")
        return False

    def end(self, guard: Guard, *, grace: float | None = None) -> None:
        if self.process is not None:
            guard.end(self.process, stop=self.stop, grace=self.grace if grace is None else grace)
            self.process = None

    @property
    def exit_status(self) -> int | None:
        """None while it runs, or before it was started."""
        return None if self.process is None else self.process.poll()

    @property
    def said(self) -> str:
        """What it wrote to its log since it was started last."""
        with self.log.open("rb") as log:
            log.seek(self.log_start)
            return log.read().decode(errors="replace")

    def trouble(self, word: str) -> Trouble:
        """With the line of the log that most likely says why."""
        lines = [line.strip() for line in last_lines(self.log, 40, self.log_start) if line.strip()]
        telling = [line for line in lines if TELLING.search(line)]
        why = (telling or lines or ["it said nothing"])[-1]
        return Trouble(f"{word}: {why}", mend=f"All that it said is in {self.log}")


def answers_in_log(*signs: str) -> Callable[[Part], bool]:
    """Ready as soon as the log holds one of these words."""
    return lambda part: any(sign in part.said for sign in signs)
