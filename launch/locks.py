"""Who runs the servers of a data folder. A lock ends with the last process that holds it, in any way."""

import contextlib
import fcntl
import json
import os
from pathlib import Path
from typing import Any


class Lock:
    """A `flock` on `path`, with a note (JSON) in the file for those who find it taken."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self.descriptor = descriptor

    def note(self, **facts: Any) -> None:
        """Replaces the note. Facts may be secret: the file is its owner's alone."""
        written = json.dumps(facts).encode()
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, written, 0)

    def release(self) -> None:
        with contextlib.suppress(OSError):
            os.close(self.descriptor)


def take(path: Path, *, shared: bool = False, wait: bool = False) -> Lock | None:
    """The lock, or None when others hold it (never None with `wait`)."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    how = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB)
    try:
        fcntl.flock(descriptor, how)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except BaseException:
        os.close(descriptor)
        raise
    return Lock(path, descriptor)


def read_note(path: Path) -> dict[str, Any]:
    """What the holder noted; empty when nothing, or nothing whole, is there yet."""
    with contextlib.suppress(OSError, ValueError):
        note = json.loads(path.read_text())
        if isinstance(note, dict):
            return note
    return {}


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
