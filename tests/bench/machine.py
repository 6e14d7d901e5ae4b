"""On what the figures were measured."""

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection

QUIET = 1.5  # load average above which other work disturbs the figures


@dataclass(frozen=True)
class Machine:
    processor: str
    cores: int
    memory: str
    system: str
    python: str
    database: str
    settings: str
    day: str

    def lines(self) -> list[str]:
        return [
            f"{self.processor}, {self.cores} cores, {self.memory}",
            f"{self.system}, Python {self.python}",
            f"PostgreSQL {self.database} ({self.settings}), on the same machine",
        ]


def this_machine() -> Machine:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version')")
        version = cursor.fetchone()[0].split()[0]
        cursor.execute(
            "SELECT name || ' ' || current_setting(name) FROM pg_settings"
            " WHERE name IN ('shared_buffers', 'fsync', 'synchronous_commit', 'jit') ORDER BY name"
        )
        told = ", ".join(row[0] for row in cursor.fetchall())
    return Machine(
        processor=_line(Path("/proc/cpuinfo"), "model name") or platform.processor() or platform.machine(),
        cores=os.cpu_count() or 1,
        memory=_memory(),
        system=_system(),
        python=platform.python_version(),
        database=version,
        settings=told,
        day=datetime.now(UTC).date().isoformat(),
    )


def load() -> float:
    """The load average of the last minute."""
    return os.getloadavg()[0]


def _line(path: Path, name: str) -> str:
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def _memory() -> str:
    kilobytes = _line(Path("/proc/meminfo"), "MemTotal").split()
    return f"{int(kilobytes[0]) / 2**20:.0f} GB" if kilobytes else "memory unknown"


def _system() -> str:
    try:
        name = platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        name = platform.system()
    return f"{name}, {platform.system()} {platform.release().split('-')[0]}"
