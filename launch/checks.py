"""What bin/test runs before the tests, in this order; the first failure ends it."""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from launch import foreground
from launch.guard import Guard
from launch.places import CHECKOUT
from launch.prepare import MANAGE
from launch.trouble import Trouble
from launch.words import Words

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Check:
    title: str
    command: tuple[str, ...]


def checks() -> list[Check]:
    return [
        Check("Format", (_program("ruff"), "format", "--check", ".")),
        Check("Lint", (_program("ruff"), "check", ".")),
        Check("Import contracts", (_program("lint-imports"),)),
        Check("Types", (_program("mypy"),)),
        Check("Migrations are complete", _manage("makemigrations", "--check", "--dry-run")),
        Check("Templates", (_program("djlint"), "templates", "--lint", "--quiet")),
        Check("Translations", _manage("check_translations")),
    ]


def tests(arguments: list[str]) -> Check:
    """With arguments, pytest with them alone: a few tests start quicker without workers."""
    spread = () if arguments else ("-n", "auto", "--dist", "loadscope")
    return Check("Tests", (sys.executable, "-m", "pytest", *spread, *arguments))


def run(check: Check, guard: Guard, words: Words, env: Mapping[str, str]) -> int:
    words.head(f"\n{check.title}: {Path(check.command[0]).name} {' '.join(check.command[1:])}")
    return foreground.run(check.command, guard, env=env, cwd=CHECKOUT)


def browser(words: Words) -> str:
    """The path of a Chromium, or nothing, said loudly: browser tests are skipped. Raises Trouble under CI=true."""
    found = find_browser()
    if not found:
        word = "No Chromium was found: THE BROWSER TESTS ARE SKIPPED"
        mend = "On Debian: apt install chromium. Another one: CHROMIUM=/path/to/chromium bin/test"
        if os.environ.get("CI", "").lower() in ("1", "true"):
            raise Trouble("No Chromium was found, and with CI=true the browser tests must run", mend=mend)
        words.bad("browser", f"{word}. {mend}")
    return found


def find_browser() -> str:
    """CHROMIUM, or the first one on the PATH; empty when there is none."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), "")


def _manage(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, str(MANAGE), *arguments)


def _program(name: str) -> str:
    return str(Path(sys.executable).parent / name)
