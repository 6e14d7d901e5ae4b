"""A portal as people run it: web, worker and beat as processes of their own, on a copy of the migrated database."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings

from launch import ports, programs, roles, template
from launch.guard import Guard
from launch.places import CHECKOUT, claim
from tests import databases

REDIS_NUMBER = 15  # no worker's (tests/conftest.py counts from 1)


@dataclass
class Site:
    url: str
    env: dict[str, str] = field(default_factory=dict)

    def manage(self, *arguments: str) -> str:
        """Runs a management command against the site's servers; what it printed."""
        return self._python("manage.py", *arguments)

    def act(self, code: str) -> str:
        """Runs Python with the cast at hand: `cast`, `submitted`, `timezone`, `timedelta`, `working`."""
        return self._python("-c", ACTING + code)

    def _python(self, *arguments: str) -> str:
        done = subprocess.run([sys.executable, *arguments], env=self.env, cwd=CHECKOUT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout


ACTING = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from tenants.scope import working
from tests.cast import find_cast, submitted
cast = find_cast()
"""


@contextmanager
def running(folder: Path) -> Iterator[Site]:
    """Starts the site, and ends it with everything that it started."""
    name = f"{databases.template_name()}_site_{os.getpid()}"
    template.copy(databases.url(), databases.template_name(), name)
    port = ports.any_free()
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": roles.at_database(databases.url(), name),
        "REDIS_URL": urlunsplit(urlsplit(settings.REDIS_URL)._replace(path=f"/{REDIS_NUMBER}")),
        "SECRET_KEY": "only for tests",
        "PORTAL_URL": f"http://127.0.0.1:{port}",
        "FILES_DIR": str(folder / "files"),
        "STATIC_ROOT": str(folder / "static"),
        "SWEEP_SECONDS": "1",
    }
    site = Site(env["PORTAL_URL"], env)
    site.manage("collectstatic", "--no-input", "--verbosity", "0")
    guard = Guard()
    parts = programs.programs(claim(folder / "data"), env, port)
    try:
        for part in parts:
            part.start(guard)
        for part in parts:
            part.wait_until_ready()
        yield site
    finally:
        for part in reversed(parts):
            part.end(guard, grace=2)
        guard.close()
        with roles.Session(databases.url()) as session:
            session.do("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def eventually(asked, seconds: float = 20.0):
    """What `asked` answers once it is true; the last answer where it never is."""
    end = time.monotonic() + seconds
    while not (answer := asked()) and time.monotonic() < end:
        time.sleep(0.2)
    return answer
