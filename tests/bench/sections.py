"""What is measured, section by section, at the sizes of a full or a quick run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

from django.conf import settings

from slas.terms import Amount, Unit
from tests.bench import clock, pages, rates, security
from tests.bench.stage import DRAWN, HOUSE, Stage, staged
from tests.bench.table import Table, a_second, ms
from tests.bench.words import progress


@dataclass(frozen=True)
class Sizes:
    """cases: of the house, in the order in which the stage grows; visits: of each page; due: cases that all work;
    mailing: seconds in which mails are sent.
    """

    cases: tuple[int, ...]
    visits: int
    asked: int
    submissions: int
    due: int
    mailing: float = 20.0
    partners: int = 40


FULL = Sizes(cases=(10_000, 100_000), visits=60, asked=400, submissions=150, due=2_000)
MILLION = replace(FULL, cases=(10_000, 100_000, 1_000_000))
QUICK = Sizes(cases=(200, 1_000), visits=10, asked=50, submissions=20, due=100, mailing=2.0, partners=6)


def measured(sizes: Sizes) -> Iterator[Table]:
    """Every section, each as soon as it is there."""
    yield clocks()
    with staged(sizes.partners) as stage:
        found = {}
        for cases in sizes.cases:
            stage.grow(cases)
            progress(f"visiting pages at {cases} cases")
            found[cases] = pages.measure(stage, sizes.visits)
        yield visited(found)
        yield secured(stage, sizes)
        yield submitted(stage, sizes)
    with staged(sizes.partners) as stage:
        stage.grow(sizes.due, working_share=1.0)
        yield swept(stage, sizes)


def clocks() -> Table:
    progress("reckoning business time")
    office, instants = clock.office(), clock.starts()
    ends = [office.add(start, clock.SECONDS) for start in instants]
    two_days = Amount(2, Unit.DAYS)
    tries: dict[str, Callable[[], object]] = {
        "add 8 business hours": lambda: [office.add(start, clock.SECONDS) for start in instants],
        "measure the open time between two instants": lambda: list(map(office.measure, instants, ends)),
        "due instant of 2 business days": lambda: [office.due_epoch(start, two_days) for start in instants],
    }
    table = Table("Business time", ["one by one, on one core", "a second"], _CLOCKS)
    for name, run in tries.items():
        table.add(name, a_second(clock.rate(run, len(instants))))
    return table


def visited(found: dict[int, list[pages.Page]]) -> Table:
    sizes = list(found)
    small, large = found[sizes[0]], found[sizes[-1]]
    heads = ["page"]
    for size in sizes:
        heads += [f"{a_second(size)} cases: p50", "p95"]
    remark = _PAGES + (_COPIED if sizes[-1] > DRAWN[HOUSE] else "")
    table = Table("Pages", [*heads, "queries", "growth"], remark)
    for rows in zip(*found.values(), strict=True):
        cells = [ms(time) for page in rows for time in (page.times.p50, page.times.p95)]
        growth = [f"× {later.times.p50 / page.times.p50:.2f}" for page, later in pairwise(rows)]
        table.add(rows[0].name, *cells, rows[-1].queries, ", ".join(growth))
    assert [page.name for page in small] == [page.name for page in large]
    return table


def secured(stage: Stage, sizes: Sizes) -> Table:
    progress("asking with and without policies")
    account = settings.DATABASES["default"]
    login = f"postgres://{account['USER']}:{account['PASSWORD']}@{account['HOST']}:{account['PORT']}/x"
    table = Table("Row-level security", ["one transaction", "in scope", "without policies", "ratio"], _SECURED)
    for cost in security.measure(stage, login, sizes.asked):
        table.add(cost.name, ms(cost.bound.p50), ms(cost.free.p50), f"× {cost.ratio:.2f}")
    return table


def submitted(stage: Stage, sizes: Sizes) -> Table:
    progress("submitting cases")
    table = Table("Submitting", ["connections", "cases a second"], _SUBMITTED)
    for processes in (1, 4):
        table.add(processes, a_second(rates.submissions(stage, processes, sizes.submissions)))
    return table


def swept(stage: Stage, sizes: Sizes) -> Table:
    progress("sweeping")
    found = rates.sweeps(stage)
    table = Table("Sweeps", ["one worker", "a second"], _SWEPT)
    table.add("milestones that fell due, moved on", a_second(found["milestones"]))
    table.add("steps taken (warnings, breaches with their rise)", a_second(found["steps"]))
    table.add("announcements turned into deliveries", a_second(found["announcements"]))
    table.add("deliveries written", a_second(found["deliveries"]))
    progress("sending mails")
    table.add("mails sent, by one sender", a_second(rates.mails(stage.now + timedelta(days=30), sizes.mailing)))
    return table


_CLOCKS = "200 000 instants over three years, Monday to Friday 08:00 to 17:00 in Berlin without public holidays."
_PAGES = (
    "Server time from the request to the last byte, in process: middleware, session, door, queries, template. About "
    "four cases in a hundred are open, the others are over; the neighbouring vendor has a tenth as many. Growth is "
    "the ratio of the medians from one size to the next. Queries include those that open and leave a scope."
)
_COPIED = (
    " Beyond 100 000 cases, cases are copies of these: those that are over lie a whole number of weeks earlier, with "
    "their logs, messages, milestones, bells, surveys and contributions to the figures; sums are written from them by "
    "the product."
)
_SECURED = (
    "The same rows, asked for in turn on two connections: by the portal's login in its scope, and by a superuser "
    "whom no policy binds and who names the vendor (and the partner). Each is a whole transaction, which in scope "
    "begins with one statement more."
)
_SUBMITTED = (
    "The verb `submit`: form checked, case, first message, event and milestone written, number taken, committed to "
    "disk. One process with one connection each, all to the same vendor."
)
_SWEPT = (
    "Every open milestone falls due at once: one sweep takes all steps, each case in a transaction of its own, and "
    "one sweep empties the outbox into bells and mails. A mail is leased, composed in its reader's scope, sent to a "
    "mail server that syncs each one to disk, and marked."
)
