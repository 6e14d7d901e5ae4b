"""`python -m launch run|manage|test|bench …`: first with any Python, then again with that of .venv."""

import errno
import importlib
import os
import sys

from launch import packages
from launch.trouble import FAILED, REFUSED, Trouble
from launch.words import Words, to_stderr, to_stdout

# The package lock that a command needs. Everything but bin/run leaves standard output to what it runs.
LOCKS = {
    "run": packages.RUN,
    "manage": packages.RUN,
    "test": packages.DEVELOP,
    "bench": packages.DEVELOP,
}
HELPS = {"-h", "--help"}


def main() -> int:
    command, arguments = sys.argv[1], sys.argv[2:]
    words = to_stdout() if command == "run" else to_stderr()
    try:
        if command == "run" and HELPS & set(arguments):
            from launch.options import HELP

            words.line(HELP)
            return 0
        if not packages.runs_inside() or not os.environ.pop("PORTAL_STAGED", ""):
            if command == "run":
                words.head("Partner Support Portal")
            _stage(command, arguments, words)
        # Now the packages are there that these modules import.
        return int(importlib.import_module(f"launch.{_module(command)}").main(arguments, words))
    except Trouble as trouble:
        words.bad("stopped", trouble.word)
        if trouble.mend:
            words.say("to mend", trouble.mend)
        return trouble.code
    except KeyboardInterrupt:
        words.line()
        return 130
    except OSError as error:
        words.bad("stopped", _plainly(error))
        return FAILED


def _module(command: str) -> str:
    return {"test": "testing"}.get(command, command)


def _stage(command: str, arguments: list[str], words: Words) -> None:
    """Installs what is missing, and starts this command again with .venv's Python, in the same process."""
    if sys.platform == "win32":
        raise Trouble("The embedded servers need Linux or macOS; on Windows use WSL", code=REFUSED)
    packages.ensure(LOCKS[command], words)
    os.environ["PORTAL_STAGED"] = "1"
    os.execv(packages.PYTHON, [str(packages.PYTHON), "-P", "-m", "launch", command, *arguments])


def _plainly(error: OSError) -> str:
    where = f": {error.filename}" if error.filename else ""
    if error.errno == errno.ENOSPC:
        return f"The disk is full{where}"
    return f"{error.strerror or error}{where}"


if __name__ == "__main__":
    sys.exit(main())
