"""What the bench says while it works: to stderr, so that the table on stdout stays alone."""

import sys


def progress(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)
