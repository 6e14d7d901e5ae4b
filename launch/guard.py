"""Starts processes so that none of them outlives this one, however it ends."""

import atexit
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from launch import watcher

# The child waits here until the watcher knows its group: were the launcher killed in between, it reads
# end of file and never becomes the program.
GATE = 'read -r go && exec "$@" </dev/null'
GATE_BESIDE_INPUT = 'read -r go </dev/fd/{} && exec "$@"'
# Programs end before the servers that they use.
PROGRAM, SERVER = 1, 0


class Guard:
    """A launcher's hold on its processes. `keeps` are locks that must outlive a launcher that is killed."""

    def __init__(self, keeps: Sequence[int] = ()) -> None:
        self._keeps = tuple(keeps)
        self._known: dict[int, str] = {}
        self._watch()

    def _watch(self) -> None:
        reading, self._writing = os.pipe()
        # Told before it starts, so that there is no moment at which it watches and knows nothing.
        for line in self._known.values():
            self._tell(line)
        self._watcher = subprocess.Popen(
            [sys.executable, "-I", "-S", watcher.__file__, str(reading)],
            pass_fds=(reading, *self._keeps),
            start_new_session=True,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(reading)

    def check(self) -> None:
        """Replaces a watcher that was itself killed; call it now and then."""
        if self._watcher.poll() is not None:
            os.close(self._writing)
            self._watch()

    def spawn(
        self,
        command: Sequence[str],
        *,
        log: IO[Any] | int,
        errors: IO[Any] | int = subprocess.STDOUT,
        env: Mapping[str, str],
        cwd: Path | str | None = None,
        stop: signal.Signals = signal.SIGTERM,
        rank: int = PROGRAM,
        uid: int | None = None,
    ) -> subprocess.Popen[bytes]:
        """Starts `command` in a session of its own, writing to `log`; `uid` runs it, when not we."""
        process = subprocess.Popen(
            ["/bin/sh", "-c", GATE, "gate", *command],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=errors,
            start_new_session=True,
            env=dict(env),
            cwd=cwd,
            **({} if uid is None else {"user": uid, "group": uid, "extra_groups": []}),
        )
        self._know(process, stop=stop, rank=rank)
        assert process.stdin
        with contextlib.suppress(BrokenPipeError), process.stdin as gate:
            gate.write(b"go\n")
        return process

    def spawn_here(self, command: Sequence[str], **how: Any) -> subprocess.Popen[bytes]:
        """Starts `command` with our input, output and, unless `how` (of Popen) says otherwise, process group."""
        reading, writing = os.pipe()
        gate = ["/bin/sh", "-c", GATE_BESIDE_INPUT.format(reading), "gate"]
        process = subprocess.Popen([*gate, *command], pass_fds=(reading,), **how)
        os.close(reading)
        self._know(process, stop=signal.SIGTERM)
        with contextlib.suppress(BrokenPipeError), os.fdopen(writing, "wb") as opening:
            opening.write(b"go\n")
        return process

    def _know(self, process: subprocess.Popen[bytes], *, stop: signal.Signals, rank: int = PROGRAM) -> None:
        self._known[process.pid] = f"+ {process.pid} {int(stop)} {rank}\n"
        self._tell(self._known[process.pid])

    def end(self, process: subprocess.Popen[bytes], *, stop: signal.Signals, grace: float) -> int:
        """Asks the process to stop, kills its group after `grace` seconds, and returns its exit status."""
        if process.poll() is None:
            process.send_signal(stop)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(grace)
        return self.bury(process)

    def bury(self, process: subprocess.Popen[bytes]) -> int:
        """Kills what is left of the process's group, and forgets it."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        code = process.wait()
        if self._known.pop(process.pid, None):
            self._tell(f"- {process.pid}\n")
        return code

    def close(self) -> None:
        """Lets the watcher end whatever is left, and waits for it."""
        with contextlib.suppress(OSError):
            os.close(self._writing)
        self._watcher.wait()

    def _tell(self, line: str) -> None:
        with contextlib.suppress(BrokenPipeError):
            os.write(self._writing, line.encode())


_shared: Guard | None = None


def shared() -> Guard:
    """The guard of a process that is no launcher: a test that starts servers of its own."""
    global _shared
    if _shared is None:
        _shared = Guard()
        atexit.register(_shared.close)
    return _shared
