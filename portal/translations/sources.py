"""The files whose words readers see."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Tests speak to developers, launch to a terminal, before Django is there.
SILENT = ("tests", "launch")
TEMPLATE_ENDINGS = (".html", ".txt")


@dataclass(frozen=True)
class Sources:
    """A checkout's own files. `catalogue("de")` is where a language is kept."""

    root: Path

    @property
    def packages(self) -> list[Path]:
        found = (init.parent for init in self.root.glob("*/__init__.py"))
        return sorted(package for package in found if package.name not in SILENT)

    def python(self) -> Iterator[Path]:
        for package in self.packages:
            for path in sorted(package.rglob("*.py")):
                if "migrations" not in path.relative_to(package).parts:
                    yield path

    def templates(self) -> Iterator[Path]:
        for folder in (self.root / "templates", *(package / "templates" for package in self.packages)):
            yield from sorted(path for path in folder.rglob("*") if path.suffix in TEMPLATE_ENDINGS)

    def name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def languages(self) -> list[str]:
        return sorted(path.parent.parent.name for path in self.root.glob("locale/*/LC_MESSAGES/django.po"))

    def catalogue(self, language: str) -> Path:
        return self.root / "locale" / language / "LC_MESSAGES" / "django.po"
