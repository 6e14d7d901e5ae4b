"""Makes the .mo files that Django reads."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo

from portal.translations.catalogue import read
from portal.translations.sources import Sources


def compile_all(sources: Sources) -> list[str]:
    """Compiles each language whose .mo is missing or not newer than its .po; returns those languages."""
    done = []
    for language in sources.languages():
        written = sources.catalogue(language)
        compiled = written.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime_ns <= written.stat().st_mtime_ns:
            _compile(written, compiled)
            done.append(language)
    return done


def _compile(written: Path, compiled: Path) -> None:
    """A server that starts meanwhile sees the old file or the new one, never half of it."""
    half = compiled.with_suffix(f".{os.getpid()}.mo")
    with half.open("wb") as file:
        write_mo(file, read(written))
    half.replace(compiled)
