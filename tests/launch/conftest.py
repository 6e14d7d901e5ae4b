import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from launch import packages
from launch.__main__ import main
from launch.places import CHECKOUT


def eventually(fact: Callable[[], object], seconds: float = 10.0) -> bool:
    patience = time.monotonic() + seconds
    while not fact():
        if time.monotonic() > patience:
            return False
        time.sleep(0.02)
    return True


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Launched:
    """The dummy launcher and what it has started."""

    def __init__(self, folder: Path, **how) -> None:
        self.folder = folder
        self.said = folder / "said"
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.launch.dummy", str(folder)],
                cwd=CHECKOUT,
                **{"stdin": subprocess.DEVNULL, "stdout": said, "stderr": subprocess.STDOUT, **how},
            )

    def pids(self, part: str) -> list[int]:
        path = self.folder / f"{part}.pids"
        return [int(pid) for pid in path.read_text().split()] if path.exists() else []

    def everything(self) -> list[int]:
        return self.pids("family") + self.pids("stubborn")

    def is_up(self) -> bool:
        return len(self.pids("family")) >= 2 and "all up" in self.said.read_text()


@pytest.fixture
def launched(tmp_path: Path) -> Iterator[Launched]:
    launcher = Launched(tmp_path)
    assert eventually(launcher.is_up), launcher.said.read_text()
    yield launcher
    launcher.process.kill()
    launcher.process.wait()
    for pid in launcher.everything():
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


@pytest.fixture
def bin_run(monkeypatch, tmp_path, capfd) -> Callable[..., tuple[int, str]]:
    """bin/run with these arguments, as far as its refusals: exit status and everything that it said."""
    monkeypatch.setenv("PORTAL_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(packages, "runs_inside", lambda: True)
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setenv("PORTAL_STAGED", "1")
        monkeypatch.setattr(sys, "argv", ["launch", "run", *arguments])
        code = main()
        said = "".join(capfd.readouterr())
        assert "Traceback" not in said
        return code, said

    return run
