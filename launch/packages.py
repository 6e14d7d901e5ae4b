"""The environment in .venv and the locked packages in it. Needs nothing but the standard library."""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from launch.places import CHECKOUT
from launch.trouble import REFUSED, Trouble
from launch.words import Words

VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".installed"
SETUP_LOG = VENV / "setup.log"
RUN, DEVELOP = "requirements.txt", "requirements-dev.txt"


def ensure(lock: str, words: Words) -> None:
    """Sees that .venv holds the packages of `lock` (a file name); installs when that file has changed.

    Raises Trouble when there is no way to make an environment, or a package cannot be installed.
    """
    if _is_installed(lock):
        return
    with _alone(words):
        if _is_installed(lock):
            return
        if VENV.exists() and not os.access(VENV, os.W_OK):
            raise Trouble(
                f"{VENV} belongs to somebody else, and its packages are out of date",
                mend=f"Delete it, or give it to yourself: chown -R $(id -u) {VENV}",
                code=REFUSED,
            )
        if not _works():
            _make(words)
        begun = time.monotonic()
        count = (CHECKOUT / lock).read_text().count("==")
        words.say("packages", f"installing {count}; this happens at first use and when they change")
        _install(lock)
        _stamp(lock)
        words.good("packages", "ready", time.monotonic() - begun)


def runs_inside() -> bool:
    return Path(sys.prefix).resolve() == VENV.resolve()


def _digest(lock: str) -> str:
    return hashlib.sha256((CHECKOUT / lock).read_bytes()).hexdigest()


def _is_installed(lock: str) -> bool:
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return False
    # The development lock holds everything of the other one, in the same versions.
    wanted = {lock: _digest(lock), RUN: _digest(RUN)}
    return all(stamp.get(name) == digest for name, digest in wanted.items()) and PYTHON.exists()


def _stamp(lock: str) -> None:
    STAMP.write_text(json.dumps({RUN: _digest(RUN), lock: _digest(lock)}))


@contextlib.contextmanager
def _alone(words: Words) -> Iterator[None]:
    """One installation at a time in a checkout."""
    folder = os.open(CHECKOUT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            words.say("packages", "waiting for another command that installs them")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _works() -> bool:
    """Whether .venv has a Python that is new enough; one that moved or lost its base does not start."""
    code = "import sys; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([PYTHON, "-c", code], capture_output=True).returncode == 0
    except OSError:
        return False


def _make(words: Words) -> None:
    words.say("python", f"{sys.version.split()[0]}, making .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    base = getattr(sys, "_base_executable", sys.executable)
    made = subprocess.run([base, "-m", "venv", VENV], capture_output=True, text=True)
    if made.returncode == 0:
        return
    if uv := shutil.which("uv"):
        command = [uv, "venv", "-q", "--clear", "--python", base, VENV]
        made = subprocess.run(command, capture_output=True, text=True)
        if made.returncode == 0:
            return
    shutil.rmtree(VENV, ignore_errors=True)
    word = (made.stdout + made.stderr).strip().splitlines()
    if "ensurepip" in made.stdout + made.stderr or "No module named venv" in made.stderr:
        raise Trouble(
            f"This Python ({base}) cannot make an environment: its venv or ensurepip module is missing",
            mend="On Debian or Ubuntu: apt install python3-venv. Another one: PYTHON=/path/to/python bin/run",
            code=REFUSED,
        )
    raise Trouble(f"Making {VENV} failed: {word[-1] if word else 'no reason given'}")


def _install(lock: str) -> None:
    """With uv where it can be had (4 s for everything), otherwise with pip (43 s)."""
    hashed = ["install", "--require-hashes", "-r", lock]
    uv = _uv()
    if uv and _logged([uv, "pip", *hashed, "--python", str(PYTHON)]):
        return
    if _pip() and _logged([str(PYTHON), "-m", "pip", *hashed]):
        return
    lines = [line for line in SETUP_LOG.read_text(errors="replace").splitlines() if line.strip()]
    wrong = next((line for line in reversed(lines) if "rror" in line), (lines or ["no reason given"])[-1])
    raise Trouble(
        f"Installing the packages failed: {wrong.strip()}",
        mend=f"Is the package index reachable? All that was said is in {SETUP_LOG}",
    )


def _uv() -> str | None:
    inside = VENV / "bin" / "uv"
    if not inside.exists() and not shutil.which("uv") and _pip():
        _logged([str(PYTHON), "-m", "pip", "install", "--quiet", "uv"])
    return str(inside) if inside.exists() else shutil.which("uv")


def _pip() -> bool:
    if subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        return True
    return _logged([str(PYTHON), "-m", "ensurepip", "--upgrade"])


def _logged(command: list[str]) -> bool:
    with SETUP_LOG.open("a") as log:
        log.write(f"\n$ {' '.join(command)}\n")
        log.flush()
        return subprocess.run(command, cwd=CHECKOUT, stdout=log, stderr=subprocess.STDOUT).returncode == 0
