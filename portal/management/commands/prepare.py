"""Makes an installation ready to serve: tables, checks, vendors, languages, static files."""

import hashlib
import io
import sys
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

WRITES_NOTHING = "unchanged"


class Command(BaseCommand):
    help = "Prepares the database, the vendors' data, the languages and the static files, in one process."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--without-demo", action="store_true", help="leave the demo data out")
        parser.add_argument("--database-only", action="store_true", help="an image has its languages and static files")
        parser.add_argument("--signins", type=Path, help="write the demo sign-ins to this file")

    def handle(self, *, without_demo: bool, database_only: bool, signins: Path | None, **options: object) -> None:
        for name, step in self._steps(demo=settings.DEMO and not without_demo, files=not database_only):
            for line in step().splitlines():
                self.stdout.write(f"{name}\t{line}")
            self.stdout.flush()
        if signins:
            signins.write_text(_said("demo_signins") if settings.DEMO else "")

    def _steps(self, *, demo: bool, files: bool) -> list[tuple[str, Callable[[], str]]]:
        """In this order: each needs what the ones before have made."""
        steps: list[tuple[str, Callable[[], str]]] = [
            ("tables", _migrate),
            ("checks", _check),
            ("vendors", lambda: _told("load_vendors")),
        ]
        if demo:
            steps.append(("demo", lambda: _told("load_demo")))
        if files:
            steps += [("languages", lambda: _told("compile_translations")), ("static", _collect_static)]
        return steps


def _said(command: str, *arguments: str, **options: object) -> str:
    """What the command says on both its outputs; when it fails, that goes to standard error."""
    said = io.StringIO()
    try:
        call_command(command, *arguments, stdout=said, stderr=said, no_color=True, **options)
    except BaseException:
        sys.stderr.write(said.getvalue())
        raise
    return said.getvalue()


def _told(command: str) -> str:
    lines = [line.strip() for line in _said(command).splitlines() if line.strip()]
    return "\n".join(lines) or "done"


def _migrate() -> str:
    applied = _said("migrate", verbosity=1, interactive=False).count("... OK")
    return f"{applied} migrations applied" if applied else WRITES_NOTHING


def _check() -> str:
    """System checks, with those of the database's roles (tenants.E001, E002)."""
    _said("check", databases=["default"])
    return "passed"


def _collect_static() -> str:
    """Collects only when a source file changed: it copies and hashes all of them otherwise."""
    stamp = Path(settings.STATIC_ROOT) / ".sources"
    sources = _static_digest()
    if stamp.exists() and stamp.read_text() == sources:
        return WRITES_NOTHING
    stamp.unlink(missing_ok=True)
    _said("collectstatic", interactive=False, clear=Path(settings.STATIC_ROOT).exists(), verbosity=0)
    stamp.write_text(sources)
    return "collected"


def _static_digest() -> str:
    seen = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            seen.update(f"{name}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    return seen.hexdigest()
