"""Makes an installation ready to serve: tables, checks, vendors, languages, static files."""

import hashlib
import io
import sys
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser, OutputWrapper

UNCHANGED = "unchanged\n"


class Command(BaseCommand):
    help = "Prepares the database, the vendors' data, the languages and the static files, in one process."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--without-demo", action="store_true", help="leave the demo data out")
        parser.add_argument("--database-only", action="store_true", help="an image has its languages and static files")
        parser.add_argument("--signins", type=Path, help="write the demo sign-ins to this file")

    def handle(self, *, without_demo: bool, database_only: bool, signins: Path | None, **options: object) -> None:
        for name, step in self._steps(demo=settings.DEMO and not without_demo, files=not database_only):
            step(Progress(name, self.stdout))
        if signins:
            signins.write_text(_said("demo_signins") if settings.DEMO else "")

    def _steps(self, *, demo: bool, files: bool) -> "list[tuple[str, Step]]":
        """In this order: each needs what the ones before have made."""
        steps: list[tuple[str, Step]] = [("tables", _migrate), ("checks", _check), ("vendors", _tell("load_vendors"))]
        if demo:
            steps.append(("demo", _tell("load_demo")))
        if files:
            steps += [("languages", _tell("compile_translations")), ("static", _collect_static)]
        return steps


class Progress(io.StringIO):
    """Passes each whole line on as it comes, with the step's name before it: a step may take a while."""

    def __init__(self, step: str, out: OutputWrapper) -> None:
        super().__init__()
        self.step, self.out = step, out

    def write(self, text: str) -> int:
        *lines, rest = (self.getvalue() + text).split("\n")
        self.seek(0)
        self.truncate()
        for line in filter(str.strip, lines):
            self.out.write(f"{self.step}\t{line.strip()}")
        self.out.flush()
        super().write(rest)
        return len(text)


Step = Callable[[Progress], object]


def _tell(command: str) -> Step:
    return lambda progress: call_command(command, stdout=progress, stderr=progress, no_color=True)


def _said(command: str, **options: object) -> str:
    """What the command says; when it fails, that goes to standard error."""
    said = io.StringIO()
    try:
        call_command(command, stdout=said, stderr=said, no_color=True, **options)
    except BaseException:
        sys.stderr.write(said.getvalue())
        raise
    return said.getvalue()


def _migrate(progress: Progress) -> None:
    applied = _said("migrate", verbosity=1, interactive=False).count("... OK")
    progress.write(f"{applied} migrations applied\n" if applied else UNCHANGED)


def _check(progress: Progress) -> None:
    """System checks, with those of the database's roles (tenants.E001, E002)."""
    _said("check", databases=["default"])
    progress.write("passed\n")


def _collect_static(progress: Progress) -> None:
    """Collects only when a source file changed: it copies and hashes all of them otherwise."""
    stamp = Path(settings.STATIC_ROOT) / ".sources"
    sources = _static_digest()
    if stamp.exists() and stamp.read_text() == sources:
        progress.write(UNCHANGED)
        return
    stamp.unlink(missing_ok=True)
    _said("collectstatic", interactive=False, clear=Path(settings.STATIC_ROOT).exists(), verbosity=0)
    stamp.write_text(sources)
    progress.write("collected\n")


def _static_digest() -> str:
    seen = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            seen.update(f"{name}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    return seen.hexdigest()
