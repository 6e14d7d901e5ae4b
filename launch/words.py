"""What the launcher says, one short line for each thing: `  database   ready (0.4 s)`."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from typing import TextIO

RED, GREEN, BOLD, DIM, PLAIN = "\033[31m", "\033[32m", "\033[1m", "\033[2m", "\033[0m"


class Words:
    """Writes to `stream`, in colour only on a terminal; a terminal that was closed is no reason to stop."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        self.coloured = stream.isatty() and not plain

    def line(self, text: str = "") -> None:
        with contextlib.suppress(OSError, ValueError):
            self.stream.write(text + "\n")
            self.stream.flush()

    def say(self, part: str, text: str) -> None:
        self.line(f"  {self.paint(part.ljust(9), DIM)}  {text}")

    def good(self, part: str, text: str, seconds: float | None = None) -> None:
        took = "" if seconds is None else f" ({seconds:.1f} s)"
        self.say(part, self.paint(text, GREEN) + took)

    def bad(self, part: str, text: str) -> None:
        self.say(part, self.paint(text, RED))

    def head(self, text: str) -> None:
        self.line(self.paint(text, BOLD))

    def paint(self, text: str, colour: str) -> str:
        return f"{colour}{text}{PLAIN}" if self.coloured else text

    @contextlib.contextmanager
    def timed(self, part: str, done: str = "ready") -> Iterator[None]:
        """Says `done` with the seconds that the block took; says nothing when it fails."""
        begun = time.monotonic()
        yield
        self.good(part, done, time.monotonic() - begun)


def to_stdout() -> Words:
    return Words(sys.stdout)


def to_stderr() -> Words:
    return Words(sys.stderr)


def last_lines(path: os.PathLike[str], count: int = 12, start: int = 0) -> list[str]:
    """The last `count` lines of a log, read from byte `start`; none where it cannot be read."""
    with contextlib.suppress(OSError), open(path, "rb") as log:
        size = log.seek(0, os.SEEK_END)
        log.seek(max(start, size - 16_384))
        return log.read().decode(errors="replace").splitlines()[-count:]
    return []
