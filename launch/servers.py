"""Database and broker: embedded ones, or those that DATABASE_URL and REDIS_URL name."""

import os
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

from launch import broker, postgres, roles
from launch.guard import Guard
from launch.part import Part
from launch.places import Places, kept_secret
from launch.trouble import Trouble
from launch.words import Words

LOGIN = DATABASE = "portal"


@dataclass
class Servers:
    """`environ` tells the portal where they are; `parts` are those that we run and have to keep running.

    `admin_url` is the superuser's address of the database server, empty when nobody gave one.
    """

    environ: dict[str, str]
    parts: list[Part] = field(default_factory=list)
    admin_url: str = ""

    def stop(self, guard: Guard) -> None:
        """Broker first: it is the quicker one."""
        for part in reversed(self.parts):
            part.end(guard)


def start(
    places: Places,
    guard: Guard,
    words: Words,
    *,
    durable: bool = True,
    createdb: bool = False,
    admin: str = "",
) -> Servers:
    """Starts what the environment does not name, and sees that what it names answers.

    `admin` is a superuser's address for a database of the environment. Raises Trouble with a clear word.
    """
    servers = Servers({})
    try:
        if given := os.environ.get("DATABASE_URL"):
            _given_database(servers, given, admin, words)
        else:
            _embedded_database(servers, places, guard, words, durable=durable, createdb=createdb)
        if given := os.environ.get("REDIS_URL"):
            _given_broker(servers, given, words)
        else:
            _embedded_broker(servers, places, guard, words, durable=durable)
    except BaseException:
        servers.stop(guard)
        raise
    return servers


def portal_environ(places: Places, servers: Servers, **more: str) -> dict[str, str]:
    """The settings that the portal needs on this machine; what the environment says comes first."""
    files = places.data / "files"
    for folder in (files, places.mails):
        folder.mkdir(mode=0o700, exist_ok=True)
    defaults = {
        "SECRET_KEY": kept_secret(places.data / "secret_key"),
        "FILES_DIR": str(files),
        "STATIC_ROOT": str(places.data / "static"),
        "EMAIL_URL": f"filemail://{places.mails}",
        "DEMO": "1",
        **more,
    }
    given = {name: os.environ[name] for name in defaults if os.environ.get(name)}
    return {**defaults, **given, **servers.environ}


def _embedded_database(
    servers: Servers, places: Places, guard: Guard, words: Words, *, durable: bool, createdb: bool
) -> None:
    home = places.data / "postgres"
    if not (home / "superuser").exists():
        words.say("database", "making its files")
    begun = time.monotonic()
    server = postgres.start(home, durable=durable, guard=guard, log=places.log("database"))
    servers.parts.append(server.part)
    servers.admin_url = server.url("postgres")
    password = kept_secret(home / LOGIN)
    roles.ensure_login(servers.admin_url, LOGIN, password, createdb=createdb)
    roles.ensure_database(servers.admin_url, DATABASE, owner=LOGIN)
    prefix = os.environ.get("SCOPE_ROLE_PREFIX") or DATABASE
    roles.ensure_scopes(servers.admin_url, database=DATABASE, login=LOGIN, prefix=prefix)
    servers.environ.update(DATABASE_URL=server.url(DATABASE, LOGIN, password), SCOPE_ROLE_PREFIX=prefix)
    words.good("database", f"ready, PostgreSQL {server.version} on port {server.port}", time.monotonic() - begun)


def _given_database(servers: Servers, url: str, admin: str, words: Words) -> None:
    with words.timed("database", f"answers at {roles.without_password(url)}"):
        with roles.Session(url, "DATABASE_URL") as session:
            version = session.ask("SELECT current_setting('server_version_num')::int / 10000")
        if version and version[0] < 15:
            raise Trouble(f"The database is PostgreSQL {version[0]}; 15 or later is needed")
        if admin:
            database = roles.database_of(url)
            prefix = os.environ.get("SCOPE_ROLE_PREFIX") or database
            roles.ensure_scopes(admin, database=database, login=roles.login_of(url), prefix=prefix)
    servers.admin_url = admin
    servers.environ["DATABASE_URL"] = url


def _embedded_broker(servers: Servers, places: Places, guard: Guard, words: Words, *, durable: bool) -> None:
    begun = time.monotonic()
    server = broker.start(places.data / "broker", durable=durable, guard=guard, log=places.log("broker"))
    servers.parts.append(server.part)
    servers.environ["REDIS_URL"] = server.url()
    words.good("broker", f"ready, Valkey {server.version} on port {server.port}", time.monotonic() - begun)


def _given_broker(servers: Servers, url: str, words: Words) -> None:
    import redis

    with words.timed("broker", f"answers at {roles.without_password(url)}"):
        try:
            redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5).ping()
        except (redis.RedisError, ValueError) as error:
            raise Trouble(f"REDIS_URL ({roles.without_password(url)}) cannot be used: {error}") from None
    servers.environ["REDIS_URL"] = url


def forget(folder: Path) -> None:
    """Deletes a data folder that was meant for one run."""
    shutil.rmtree(folder, ignore_errors=True)
