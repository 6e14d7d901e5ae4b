"""A command that a person waits for: on their terminal, with their signals, and its exit status as ours."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from launch.guard import Guard

PASSED_ON = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(command: Sequence[str], guard: Guard, *, env: Mapping[str, str], cwd: Path | None = None) -> int:
    """Runs it to its end and returns its exit status (128 + n when signal n ended it).

    On a terminal it shares our process group, so that it can ask questions and Ctrl-C reaches it directly;
    otherwise it leads a group of its own, and SIGINT is passed on like SIGTERM and SIGHUP.
    """
    on_terminal = sys.stdin.isatty()
    with _passing_signals(on_terminal=on_terminal) as receivers:
        process = guard.spawn_here(command, env=env, cwd=cwd, process_group=None if on_terminal else 0)
        receivers.append(process.pid)
        code = process.wait()
    guard.bury(process)
    return 128 - code if code < 0 else code


@contextlib.contextmanager
def _passing_signals(*, on_terminal: bool) -> Iterator[list[int]]:
    """Set before the command starts: one that inherited an ignored SIGINT from a background job could not hear it."""
    receivers: list[int] = []

    def pass_on(number: int, frame: object) -> None:
        # The terminal has sent it to the command already.
        if not (on_terminal and number == signal.SIGINT):
            for receiver in receivers:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(receiver, number)

    before = {each: signal.signal(each, pass_on) for each in PASSED_ON}
    try:
        yield receivers
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
