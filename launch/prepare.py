"""Has the database, the vendors and the static files prepared: `manage.py prepare`, in one process."""

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from launch import roles
from launch.guard import Guard
from launch.places import CHECKOUT, Places
from launch.trouble import Trouble
from launch.words import Words, last_lines

MANAGE = CHECKOUT / "manage.py"
# Whatever decides what a preparation does, besides the database and the settings.
SOURCES = (
    "requirements.txt",
    "*/migrations/*.py",
    "tenants/sql/*.sql",
    "vendors/*.yaml",
    "portal/*.py",
    "portal/demo/**/*",
    "portal/management/**/*.py",
    "locale/**/*.po",
    "static/**/*",
)


@dataclass(frozen=True)
class Stamp:
    """What a preparation was made of. Where all of it is as it was, there is nothing to prepare again.

    `migrated` is read from the database, so that one that was dropped or restored is seen. `demo` is empty
    where the demo was left out, and otherwise holds the address that the sign-ins name.
    """

    sources: str
    migrated: str
    demo: str

    @classmethod
    def read(cls, path: Path) -> "Stamp | None":
        try:
            return cls(**json.loads(path.read_text()))
        except (OSError, ValueError, TypeError):
            return None


def prepare(
    places: Places, guard: Guard, words: Words, environ: Mapping[str, str], *, demo: bool, always: bool = False
) -> None:
    """Prepares what has changed since the last time (or all of it, with `always`), and says each step.

    Raises Trouble with the last words of the command when a step fails.
    """
    path = places.data / "prepared"
    shown = f"{environ.get('DEMO')} {environ.get('PORTAL_URL')}" if demo else ""
    if not always and (last := Stamp.read(path)) and (places.data / "static" / ".sources").exists():
        now = Stamp(sources(environ), migrated(environ), last.demo if not demo else shown)
        if now == last:
            words.say("prepared", "nothing has changed")
            return
    path.unlink(missing_ok=True)
    _run(places, guard, words, environ, ["--signins", str(places.signins)] if demo else ["--without-demo"])
    path.write_text(json.dumps(asdict(Stamp(sources(environ), migrated(environ), shown))))


def sources(environ: Mapping[str, str]) -> str:
    """A digest of all sources and of the database's address."""
    seen = hashlib.sha256(environ["DATABASE_URL"].encode())
    for pattern in SOURCES:
        for path in sorted(CHECKOUT.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                stat = path.stat()
                seen.update(f"{path}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def migrated(environ: Mapping[str, str]) -> str:
    """A digest of the migrations that the database has seen; empty for a fresh one."""
    with roles.Session(environ["DATABASE_URL"], "DATABASE_URL") as session:
        if session.ask("SELECT to_regclass('django_migrations')") == (None,):
            return ""
        digest = session.ask("SELECT md5(string_agg(app || name, ',' ORDER BY id)) FROM django_migrations")
        return str(digest[0]) if digest else ""


def _run(places: Places, guard: Guard, words: Words, environ: Mapping[str, str], arguments: list[str]) -> None:
    log = places.log("prepare")
    begun = time.monotonic()
    with log.open("ab") as errors:
        start = errors.tell()
        process = guard.spawn(
            [sys.executable, str(MANAGE), "prepare", *arguments, "--traceback"],
            log=subprocess.PIPE,
            errors=errors,
            env={**os.environ, **environ, "PYTHONUNBUFFERED": "1"},
            cwd=CHECKOUT,
        )
    assert process.stdout
    word = ""
    for line in process.stdout:
        step, _, word = line.decode(errors="replace").rstrip().partition("\t")
        words.say(step, word)
    process.wait()
    if guard.bury(process) != 0:
        lines = [line for line in last_lines(log, 60, start) if line.strip()]
        # A vendor's file is refused in the step's own words.
        why = (lines or [word or "no reason given"])[-1].strip()
        raise Trouble(f"Preparing the database failed: {why}", mend=f"All that was said is in {log}")
    words.good("prepared", "ready", time.monotonic() - begun)
