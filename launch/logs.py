"""What of the parts' logs belongs on the terminal: failures, and not a flood of them."""

import re
import time
from dataclasses import dataclass, field

from launch.part import Part
from launch.words import Words

FAILURE = re.compile(r"\b(ERROR|CRITICAL|FATAL|PANIC)\b[:\s]+(?P<word>.*)")
# What a server says when its clients are ended is no failure.
HARMLESS = re.compile("terminating connection|database system is (starting up|shutting down)|canceling stat")
AT_ONCE, WINDOW_SECONDS = 5, 30.0
LONGEST_LOG = 20 * 1024 * 1024
LONGEST_LINE = 200


@dataclass
class Ear:
    """Reads what a part adds to its log, and says the lines that tell of a failure."""

    part: Part
    words: Words
    position: int | None = None
    said: list[float] = field(default_factory=list)
    rest: bytes = b""

    def listen(self) -> None:
        """Reads on from where it stood; starts with the part's present run."""
        if self.position is None:
            self.position = self.part.log_start
        try:
            with self.part.log.open("rb") as log:
                size = log.seek(0, 2)
                log.seek(min(self.position, size))
                added = log.read(1024 * 1024)
                self.position = log.tell()
        except OSError:
            return
        *lines, self.rest = (self.rest + added).split(b"\n")
        for line in lines:
            self._hear(line.decode(errors="replace"))
        if self.position > LONGEST_LOG:
            self._shorten()

    def _hear(self, line: str) -> None:
        found = FAILURE.search(line)
        if not found or HARMLESS.search(line):
            return
        now = time.monotonic()
        self.said = [each for each in self.said if now - each < WINDOW_SECONDS]
        self.said.append(now)
        if len(self.said) <= AT_ONCE:
            self.words.bad(self.part.name, found["word"].strip()[:LONGEST_LINE])
        elif len(self.said) == AT_ONCE + 1:
            self.words.say(self.part.name, f"more of this in {self.part.log}")

    def _shorten(self) -> None:
        """Starts the file afresh while the part writes to it: it appends, so it goes on at the new end."""
        with self.part.log.open("r+b") as log:
            log.truncate(0)
        self.position = self.part.log_start = 0
