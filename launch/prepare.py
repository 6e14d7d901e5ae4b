"""Has the database, the vendors and the static files prepared: `manage.py prepare`, in one process."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from launch.guard import Guard
from launch.places import CHECKOUT, Places
from launch.trouble import Trouble
from launch.words import Words, last_lines

MANAGE = CHECKOUT / "manage.py"
SOURCES = (
    "*/migrations/*.py",
    "tenants/sql/*.sql",
    "vendors/*.yaml",
    "locale/**/*.po",
    "static/**/*",
)


def prepare(
    places: Places,
    guard: Guard,
    words: Words,
    environ: Mapping[str, str],
    *arguments: str,
    once: bool = False,
) -> None:
    """Says each step as it is done; `once` leaves it out where nothing has changed since the last time.

    Raises Trouble with the last words of the command when a step fails.
    """
    stamp, sources = places.data / "prepared", digest(environ)
    if once and stamp.exists() and stamp.read_text() == sources:
        return
    log = places.log("prepare")
    begun = time.monotonic()
    with log.open("ab") as errors:
        start = errors.tell()
        process = guard.spawn(
            [sys.executable, str(MANAGE), "prepare", *arguments],
            log=subprocess.PIPE,
            errors=errors,
            env={**os.environ, **environ, "PYTHONUNBUFFERED": "1"},
            cwd=CHECKOUT,
        )
    assert process.stdout
    for line in process.stdout:
        step, _, word = line.decode(errors="replace").rstrip().partition("\t")
        words.say(step, word)
    process.wait()
    if guard.bury(process) != 0:
        lines = [line for line in last_lines(log, 60, start) if line.strip()]
        why = (lines or ["no reason given"])[-1].strip()
        raise Trouble(f"Preparing the database failed: {why}", mend=f"All that was said is in {log}")
    words.good("prepared", "ready", time.monotonic() - begun)
    stamp.write_text(sources)


def digest(environ: Mapping[str, str]) -> str:
    """Of everything that a preparation depends on, and of the database that it was made for."""
    seen = hashlib.sha256(environ["DATABASE_URL"].encode())
    for pattern in SOURCES:
        for path in sorted(CHECKOUT.glob(pattern)):
            if path.is_file():
                seen.update(_facts(path))
    return seen.hexdigest()


def _facts(path: Path) -> bytes:
    stat = path.stat()
    return f"{path}:{stat.st_size}:{stat.st_mtime_ns}\n".encode()
