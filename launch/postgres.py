"""The embedded PostgreSQL: for trying, developing and testing. A real installation names its own server."""

import os
import secrets
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from launch import footing as footings
from launch import guard as guards
from launch import ports
from launch.footing import Footing
from launch.guard import SERVER, Guard
from launch.part import Part
from launch.places import kept_secret
from launch.trouble import Trouble

SUPERUSER = "postgres"
# The address of a socket holds 107 bytes, with the file's name in it.
SOCKET_BYTES = 107 - len("/.s.PGSQL.65535")
SETTINGS = {
    "listen_addresses": ports.LOOPBACK,
    "shared_buffers": "128MB",
    "max_connections": "100",
    "max_wal_size": "512MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "log_checkpoints": "off",
}
# Survives the death of the server, not that of the machine: for tests that do not kill it.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "2GB"}


@dataclass
class Postgres:
    """A running server. `part` is its process, `password` the superuser's."""

    part: Part
    port: int
    password: str
    guard: Guard
    version: str = ""

    def url(self, database: str, user: str = SUPERUSER, password: str | None = None) -> str:
        """An address for DATABASE_URL; the superuser's unless another user is named with a password."""
        secret = self.password if password is None else password
        return f"postgres://{user}:{secret}@{ports.LOOPBACK}:{self.port}/{database}"

    def stop(self) -> None:
        """An orderly end: open transactions are rolled back, all that was committed is on disk."""
        self.part.end(self.guard)

    def kill(self) -> None:
        """`kill -9`, as a power cut would end it."""
        assert self.part.process
        self.part.process.kill()
        self.guard.bury(self.part.process)
        self.part.process = None

    def restart(self) -> None:
        """Starts it again on the same port and data. Raises Trouble when it does not come up."""
        patience = time.monotonic() + 20
        while True:
            self.part.start(self.guard)
            try:
                self.part.wait_until_ready()
                return
            except Trouble:
                self.part.end(self.guard)
                # After a kill, its children need a moment to see that it is gone.
                if "pre-existing shared memory" not in self.part.said or time.monotonic() > patience:
                    raise
                time.sleep(0.2)


def start(
    data_dir: Path,
    port: int | None = None,
    *,
    durable: bool = True,
    guard: Guard | None = None,
    log: Path | None = None,
    namespaces: Callable[[], bool] | None = None,
) -> Postgres:
    """Starts a server with its cluster in `data_dir`, made at first use, and waits until it answers.

    It listens on 127.0.0.1 only, on `port` or on a free one that is remembered. With `durable` off it is
    faster, and a crash of the machine may cost data. Raises Trouble with a clear word.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    data_dir.chmod(0o711)
    footing = footings.find(data_dir, namespaces)
    password = kept_secret(data_dir / "superuser")
    cluster = footing.home / "cluster"
    _make_cluster(footing, cluster, password)
    end_leftover(cluster)
    port = port or ports.remembered(data_dir / "port")
    settings = {**SETTINGS, **({} if durable else CARELESS), "port": str(port)}
    settings["unix_socket_directories"] = _sockets(footing)
    part = Part(
        name="database",
        command=footing.command("postgres", "-D", str(cluster), *_flags(settings)),
        log=log or data_dir / "postgres.log",
        is_ready=lambda part: _answers(port, password),
        cwd=Path("/"),
        stop=signal.SIGINT,  # SIGTERM would wait for every client
        grace=15.0,
        rank=SERVER,
        uid=footing.uid,
    )
    server = Postgres(part, port, password, guard or guards.shared())
    server.restart()
    server.version = (cluster / "PG_VERSION").read_text().strip()
    return server


def end_leftover(cluster: Path) -> None:
    """Ends a server that somebody's death left on this cluster; the caller holds the data folder's lock."""
    try:
        pid = int((cluster / "postmaster.pid").read_text().split()[0])
        running = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except (OSError, ValueError, IndexError):
        return
    if str(cluster) not in running:
        return
    for number, seconds in ((signal.SIGINT, 10.0), (signal.SIGKILL, 5.0)):
        os.kill(pid, number)
        patience = time.monotonic() + seconds
        while time.monotonic() < patience:
            if not Path(f"/proc/{pid}").exists():
                return
            time.sleep(0.05)


def _make_cluster(footing: Footing, cluster: Path, password: str) -> None:
    """With `initdb`, beside its place, and moved there when whole: a killed start leaves nothing half."""
    footing.own(cluster)
    if (cluster / "PG_VERSION").exists():
        return
    new = cluster.with_name("cluster.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    secret = cluster.with_name(f"password.{secrets.token_hex(4)}")
    secret.touch(mode=0o600)
    secret.write_text(password)
    for each in (new, secret):
        footing.own(each)
    try:
        made = footing.run(
            "initdb", "-D", str(new), "-U", SUPERUSER, "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8",
            "--locale-provider=builtin", "--locale=C.UTF-8", "--no-sync", "--no-instructions",
        )  # fmt: skip
    finally:
        secret.unlink()
    if made.returncode != 0:
        lines = (made.stderr or made.stdout).strip().splitlines()
        why = next((line for line in lines if "rror" in line or "FATAL" in line), lines[-1] if lines else "")
        shutil.rmtree(new, ignore_errors=True)
        raise Trouble(f"Making the database's files failed: {why}")
    os.sync()
    new.replace(cluster)


def _sockets(footing: Footing) -> str:
    """The folder for its socket, beside the cluster; none where that path is too long for one."""
    folder = str(footing.home / "cluster")
    return folder if len(os.fsencode(folder)) <= SOCKET_BYTES else ""


def _flags(settings: dict[str, str]) -> list[str]:
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def _answers(port: int, password: str) -> bool:
    import psycopg2

    try:
        psycopg2.connect(
            host=ports.LOOPBACK,
            port=port,
            user=SUPERUSER,
            password=password,
            dbname="postgres",
            connect_timeout=2,
        ).close()
    except psycopg2.OperationalError:
        return False
    return True
