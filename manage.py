#!/usr/bin/env python
"""Runs a management command against the servers that the settings name.

`bin/manage` does the same and starts the embedded servers first where none are named.
"""

import os
import sys
import traceback

TRACEBACK = "--traceback"


def main() -> None:
    """Exits with 1 and one sentence where something fails; where it failed is told to who asks by --traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except Exception as error:
        if TRACEBACK in sys.argv:
            traceback.print_exc()
        sys.exit(sentence(error))


def sentence(error: Exception) -> str:
    """What went wrong, on one line: its last words are what bin/run tells."""
    told = " ".join(str(error).split())
    return f"{type(error).__name__}: {told}" if told else type(error).__name__


if __name__ == "__main__":
    main()
