"""Ports of this machine, on the loopback address only."""

import contextlib
import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"
TRIES = 20


def is_free(port: int) -> bool:
    """Whether nothing listens there. Without SO_REUSEPORT, so that a server that shares its port is seen."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((LOOPBACK, port))
            trial.listen(1)
        except OSError:
            return False
    return True


def any_free() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.bind((LOOPBACK, 0))
        return int(trial.getsockname()[1])


def next_free(port: int) -> int | None:
    """The first free port from `port` on, within twenty."""
    return next((each for each in range(port, min(port + TRIES, 65_536)) if is_free(each)), None)


def remembered(path: Path) -> int:
    """The port kept in `path` while it is free, otherwise another, which is kept from now on."""
    with contextlib.suppress(OSError, ValueError):
        kept = int(path.read_text())
        if 0 < kept < 65_536 and is_free(kept):
            return kept
    port = any_free()
    path.write_text(f"{port}\n")
    return port
