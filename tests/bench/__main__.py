"""python -m tests.bench [--quick | --million] [--write docs/performance.md], by bin/bench.

That brings database and broker. Prints the figures as tables on stdout, and writes the document where one is asked for.
"""

import argparse
import os
import sys
from pathlib import Path

import django


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measures the portal on this machine.")
    parser.add_argument("--quick", action="store_true", help="small sizes: says whether it runs, not how fast it is")
    parser.add_argument("--million", action="store_true", help="visit the pages at 1 000 000 cases too: an hour, 40 GB")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the document with the figures")
    given = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from tests.bench import document, machine, sections
    from tests.bench.words import progress

    before = machine.load()
    if before > machine.QUIET:
        progress(f"The load average is {before:.1f}: other work will disturb the figures")
    tables = []
    sizes = sections.QUICK if given.quick else sections.MILLION if given.million else sections.FULL
    for table in sections.measured(sizes):
        print(table.text(), flush=True)
        tables.append(table)
    if given.write:
        given.write.write_text(document.written(tables, machine.this_machine(), before, machine.load()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
