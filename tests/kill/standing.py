"""A portal of its own to be killed: durable servers, worker and beat, and a supervisor that starts them again."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from launch import broker, ports, postgres, roles
from launch.guard import Guard
from launch.part import Part, answers_in_log
from launch.places import CHECKOUT, claim
from launch.programs import programs
from launch.supervisor import Supervisor, Watched
from launch.words import Words
from tests.kill.post import READY

NAME = "portal"  # of the database and its login
FIRST_PAUSE = 0.3  # seconds before a dead part is started again
PATIENCE = 40.0  # seconds for a part to be ready again
SWEEP_SECONDS = "0.5"
MAIL_TIMEOUT_SECONDS = "1"  # a lease is twelve times as long


@dataclass
class Standing:
    """Everything runs, and what dies is started again. `kills` counts what kill() has ended, by part.

    `admin_url` is the superuser's address of the portal's database.
    """

    folder: Path
    environ: dict[str, str]
    admin_url: str
    supervisor: Supervisor
    kills: Counter[str] = field(default_factory=Counter)

    def python(self, module: str, *arguments: str, **pipes) -> subprocess.Popen[str]:
        """A process of `python -m module` that uses these servers."""
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            env={**os.environ, **self.environ},
            cwd=CHECKOUT,
            text=True,
            **pipes,
        )

    def kill(self, name: str) -> None:
        """`kill -9`, once the part is up again after its last death. Raises TimeoutError where it never is."""
        self.wait_for(name)
        process = self._watched(name).part.process
        assert process
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        self.kills[name] += 1

    def wait_for(self, name: str) -> None:
        patience = time.monotonic() + PATIENCE
        while not self._is_up(self._watched(name)):
            if time.monotonic() > patience:
                raise TimeoutError(f"The {name} does not come up again: {self._watched(name).part.said[-2000:]}")
            time.sleep(0.1)

    def _watched(self, name: str) -> Watched:
        return next(each for each in self.supervisor.parts if each.part.name == name)

    @staticmethod
    def _is_up(watched: Watched) -> bool:
        return watched.due is None and watched.is_ready and watched.part.exit_status is None


@contextmanager
def standing(folder: Path) -> Iterator[Standing]:
    """The whole portal without its web process, in `folder`, with the stage set (tests/kill/stage.py)."""
    guard = Guard()
    places = claim(folder)
    with (folder / "supervisor.log").open("w") as log:
        supervisor = Supervisor(guard, Words(log), FIRST_PAUSE)
        try:
            servers, environ, admin_url = _servers(folder, guard)
            for part in servers:
                supervisor.adopt(part)
            portal = Standing(folder, environ, admin_url, supervisor)
            staged = portal.python("tests.kill.stage", stderr=subprocess.PIPE)
            assert staged.wait() == 0, staged.stderr and staged.stderr.read()[-3000:]
            post = Part("post", _post(folder), folder / "post.log", answers_in_log(READY), cwd=CHECKOUT)
            supervisor.start([post, *(part for part in programs(places, environ, 0) if part.name != "web")])
            with _kept(supervisor):
                yield portal
        finally:
            supervisor.end()
            guard.close()


def _post(folder: Path) -> list[str]:
    port = ports.remembered(folder / "post_port")
    return [sys.executable, "-m", "tests.kill.post", str(port), str(folder / "post.txt")]


def _servers(folder: Path, guard: Guard) -> tuple[list[Part], dict[str, str], str]:
    database = postgres.start(folder / "postgres", durable=True, guard=guard)
    queue = broker.start(folder / "broker", durable=True, guard=guard)
    admin = database.url("postgres")
    roles.ensure_login(admin, NAME, "to-be-killed")
    roles.ensure_database(admin, NAME, owner=NAME)
    roles.ensure_scopes(admin, database=NAME, login=NAME, prefix=NAME)
    environ = {
        "DATABASE_URL": database.url(NAME, NAME, "to-be-killed"),
        "SCOPE_ROLE_PREFIX": NAME,
        "REDIS_URL": queue.url(),
        "SECRET_KEY": "of no worth",
        "FILES_DIR": str(folder / "files"),
        "SWEEP_SECONDS": SWEEP_SECONDS,
        "EMAIL_URL": f"smtp://{ports.LOOPBACK}:{ports.remembered(folder / 'post_port')}",
        "MAIL_TIMEOUT_SECONDS": MAIL_TIMEOUT_SECONDS,
        "MAIL_SENDERS": "1",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    return [database.part, queue.part], environ, database.url(NAME)


@contextmanager
def _kept(supervisor: Supervisor) -> Iterator[None]:
    """The supervisor at work in a thread."""
    enough = Event()
    thread = Thread(target=supervisor.keep, args=[enough.is_set], name="supervisor")
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()
