"""docs/performance.md: the figures, the machine, and what others were measured at."""

from collections.abc import Iterable

from tests.bench.machine import QUIET, Machine
from tests.bench.table import Table

TEXT = """# Performance

Measured on {day} by `bin/bench --write docs/performance.md`; run it again to have the figures of your machine.

{machine}
- load average before the run: {before:.1f}, after it: {after:.1f}{disturbed}

No test asserts a time: machines differ. What counts is what stays the same everywhere, the ratios within one run:
a page at ten times as many cases, a question with and without row-level security.

{tables}
## What others take

Measured by us earlier on another machine of the same size (one machine, two cores, PostgreSQL 15), each product as
its documentation sets it up. It is another machine, so compare how the times grow, and orders of magnitude, not
milliseconds.

| | 10 000 | 100 000 | 1 000 000 cases |
| --- | ---: | ---: | ---: |
| django-helpdesk 2.6.1, agent's list, p50 | 144 ms | 494 ms | 3 953 ms |
| its search, rare word | 172 ms | 1 420 ms | 6 854 ms |
| its ticket page | 44 ms | 48 ms | 48 ms |
| Request Tracker 5.0.3, agent's list | 559 ms | 555 ms | |
| its full-text search, rare word | 213 ms | 557 ms | |
| its ticket page with history | 231 ms | 259 ms | |

Business time, “+8 business hours”, a second, on that machine: precomputed intervals and bisection in plain Python
1 200 000, vectorised with NumPy 10 600 000, Frappe Helpdesk's algorithm 35 700, pandas 14 100, businesstimedelta
6 500.
"""


def written(tables: Iterable[Table], machine: Machine, before: float, after: float) -> str:
    """The document; `before` and `after` are the load averages around the run, which itself is a load of about one."""
    disturbed = " (other work disturbed the run)" if before > QUIET else ""
    if after > 2 * max(before, QUIET):
        disturbed = " (other work disturbed the run, and more and more: its growth is also that of the load)"
    return TEXT.format(
        day=machine.day,
        machine="\n".join(f"- {line}" for line in machine.lines()),
        before=before,
        after=after,
        disturbed=disturbed,
        tables="\n".join(table.markdown() for table in tables),
    )
