"""Proves the first command: in a clean clone, bin/run serves; a case that is submitted stays; nothing is left running.

Needs nothing but the standard library. Exits with 1 and a sentence at the first thing that is not so.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from visitor import Visitor

CHECKOUT = Path(__file__).resolve().parent.parent
UP = "Ctrl-C ends everything"
FIRST_SECONDS, AGAIN_SECONDS, ENDING_SECONDS = 600.0, 120.0, 40.0
SUMMARY = "Quote total is empty after the nightly price update"


class Failed(Exception):
    pass


def main() -> int:
    folder = Path(tempfile.mkdtemp(prefix="portal-proof-"))
    try:
        prove(folder)
    except (Failed, AssertionError) as failed:
        print(f"FAILED: {failed}")
        return 1
    finally:
        for pid in left_running(folder):
            os.kill(pid, signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def prove(folder: Path) -> None:
    clone = folder / "portal"
    subprocess.run(["git", "clone", "--quiet", str(CHECKOUT), str(clone)], check=True)
    with Run(clone, "first start", FIRST_SECONDS) as run:
        visitor = Visitor(run.url)
        visitor.sign_in("revalize", "designated_contact")
        case = visitor.submit_case("revalize", SUMMARY)
        print(f"  a case was submitted: {case}", flush=True)
        run.end(signal.SIGINT)
    with Run(clone, "second start", AGAIN_SECONDS) as run:
        see(run, case)
        run.end(signal.SIGKILL)
    with Run(clone, "start after kill -9", AGAIN_SECONDS) as run:
        see(run, case)
        run.end(signal.SIGTERM)


def see(run: "Run", case: str) -> None:
    """The data is kept: the case is still on its page."""
    visitor = Visitor(run.url)
    visitor.sign_in("revalize", "designated_contact")
    if SUMMARY not in visitor.get(case):
        raise Failed(f"{case} has lost its summary")
    print("  the case is still there", flush=True)


class Run:
    """bin/run in the clone: waits until it says that it is up, and sees that nothing of it stays."""

    def __init__(self, clone: Path, title: str, seconds: float) -> None:
        self.clone, self.title, self.seconds = clone, title, seconds
        self.log = clone.parent / "output"

    def __enter__(self) -> "Run":
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        begun = time.monotonic()
        with self.log.open("wb") as log:
            command = [str(self.clone / "bin" / "run"), "--port", str(port)]
            self.process = subprocess.Popen(
                command, cwd=self.clone, env=environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        while UP not in self.output():
            if self.process.poll() is not None:
                raise Failed(f"bin/run ended with {self.process.returncode}:\n{self.output()}")
            if time.monotonic() - begun > self.seconds:
                raise Failed(f"bin/run was not up after {self.seconds:.0f} s:\n{self.output()}")
            time.sleep(0.1)
        print(f"{self.title}: {time.monotonic() - begun:.1f} s", flush=True)
        return self

    def __exit__(self, *error: object) -> None:
        if self.process.poll() is None:
            print(self.output())
            self.process.kill()
            self.process.wait()

    def end(self, number: signal.Signals) -> None:
        begun = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(ENDING_SECONDS)
        if number != signal.SIGKILL and code != 0:
            raise Failed(f"after {number.name} bin/run ended with {code}:\n{self.output()}")
        # Only its own death leaves something to end after it.
        patience = begun + (ENDING_SECONDS if number == signal.SIGKILL else 0)
        while left := left_running(self.clone):
            if time.monotonic() > patience:
                raise Failed(f"after {number.name} is left running: {[describe(pid) for pid in left]}")
            time.sleep(0.1)
        print(f"  {number.name}: nothing is left running ({time.monotonic() - begun:.1f} s)", flush=True)

    def output(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""


def environment() -> dict[str, str]:
    """As on a machine where nobody has set anything for the portal."""
    ours = ("PORTAL_", "DATABASE_", "REDIS_", "VIRTUAL_ENV", "PYTHON", "DJANGO_", "DEMO", "TEST_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def left_running(folder: Path) -> list[int]:
    """Processes whose command line or working folder lies in `folder`, ourselves excepted."""
    return [
        int(entry)
        for entry in os.listdir("/proc")
        if entry.isdigit() and int(entry) != os.getpid() and str(folder) in describe(int(entry))
    ]


def describe(pid: int) -> str:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        return f"{command} in {os.readlink(f'/proc/{pid}/cwd')}"
    except OSError:
        return ""


if __name__ == "__main__":
    sys.exit(main())
