"""A command that a person waits for: on their terminal, with their signals, and its exit status as ours."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from launch.guard import Guard

PASSED_ON = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# A command that was told to end, and does not, is killed after this.
GRACE_SECONDS = 20.0


def run(command: Sequence[str], guard: Guard, *, env: Mapping[str, str], cwd: Path | None = None) -> int:
    """Runs it to its end and returns its exit status (128 + n when signal n ended it).

    On a terminal it shares our process group, so that it can ask questions and Ctrl-C reaches it directly;
    otherwise it leads a group of its own, and SIGINT is passed on like SIGTERM and SIGHUP.
    """
    on_terminal = sys.stdin.isatty()
    process = subprocess.Popen(command, env=dict(env), cwd=cwd, process_group=None if on_terminal else 0)
    guard.know(process, stop=signal.SIGTERM)
    with _passing_signals(process, on_terminal=on_terminal):
        code = process.wait()
    guard.bury(process)
    return 128 - code if code < 0 else code


@contextlib.contextmanager
def _passing_signals(process: subprocess.Popen[bytes], *, on_terminal: bool) -> Iterator[None]:
    def pass_on(number: int, frame: object) -> None:
        # The terminal has sent it to the command already.
        if not (on_terminal and number == signal.SIGINT):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, number)

    before = {each: signal.signal(each, pass_on) for each in PASSED_ON}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
