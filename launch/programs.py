"""The portal's own processes: web, worker and beat."""

import http.client
import os
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from launch import catcher, ports
from launch.part import Part, answers_in_log
from launch.places import CHECKOUT, Places

# Two processes of a few threads each suit two cores; more of them only wait for the database.
WEB_PROCESSES, WEB_THREADS = 2, 6
WORKER_PROCESSES = 2


def programs(places: Places, environ: Mapping[str, str], port: int) -> list[Part]:
    """In the order in which they start; the mail catcher only where the mails go to it."""
    env = {**os.environ, **environ, "PYTHONUNBUFFERED": "1"}
    catching = [_part("mail", _catcher(places), places, env, answers_in_log(catcher.READY))]
    return [
        *(catching if environ.get("EMAIL_URL") == mail_url(places) else []),
        _part("web", _web(port), places, env, lambda part: answers(port)),
        _part("worker", _worker(), places, env, answers_in_log(" ready.")),
        _part("beat", _beat(), places, env, answers_in_log("beat: Starting")),
    ]


def mail_url(places: Places) -> str:
    """Where the demo's mail catcher listens."""
    return f"smtp://{ports.LOOPBACK}:{_mail_port(places)}"


@cache
def _mail_port(places: Places) -> int:
    return ports.remembered(places.data / "mail_port")


def answers(port: int, seconds: float = 5.0) -> bool:
    """Whether the web process answers, and reaches its database."""
    line = http.client.HTTPConnection(ports.LOOPBACK, port, timeout=seconds)
    try:
        line.request("GET", "/health/")
        return line.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def _part(
    name: str, command: list[str], places: Places, env: Mapping[str, str], is_ready: Callable[[Part], bool]
) -> Part:
    return Part(name, command, places.log(name), is_ready, env=env, cwd=CHECKOUT)


def _web(port: int) -> list[str]:
    return [
        _program("granian"), "--interface", "wsgi", "--host", ports.LOOPBACK, "--port", str(port), "--no-ws",
        "--workers", str(WEB_PROCESSES), "--blocking-threads", str(WEB_THREADS), "--workers-kill-timeout", "5",
        "--respawn-failed-workers", "portal.wsgi:application",
    ]  # fmt: skip


def _catcher(places: Places) -> list[str]:
    return [
        sys.executable, "-P", "-m", "launch.catcher", str(_mail_port(places)), str(places.mails),
    ]  # fmt: skip


def _worker() -> list[str]:
    return [
        *_celery(), "worker", "--loglevel", "INFO", "--concurrency", str(WORKER_PROCESSES),
        "--hostname", "portal@%h", "--without-gossip", "--without-mingle",
    ]  # fmt: skip


def _beat() -> list[str]:
    # Every entry is a sweep every few seconds: there is no schedule that a file would have to remember.
    return [*_celery(), "beat", "--loglevel", "INFO", "--scheduler", "celery.beat:Scheduler", "--pidfile", ""]


def _celery() -> list[str]:
    return [_program("celery"), "--app", "portal"]


def _program(name: str) -> str:
    return str(Path(sys.executable).parent / name)
