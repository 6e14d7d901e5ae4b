#!/usr/bin/env python
"""Runs a management command against the servers that the settings name.

`bin/manage` does the same and starts the embedded servers first where none are named.
"""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
