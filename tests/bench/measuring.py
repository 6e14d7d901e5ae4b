"""How long something takes, and how often it asks the database."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True)
class Times:
    """Milliseconds of so many runs, shortest first."""

    milliseconds: tuple[float, ...]

    def share(self, share: float) -> float:
        """The time within which this share of the runs was done: share(0.5) is the median."""
        runs = self.milliseconds
        return runs[min(int(len(runs) * share), len(runs) - 1)]

    @property
    def p50(self) -> float:
        return self.share(0.50)

    @property
    def p95(self) -> float:
        return self.share(0.95)


def timed(run: Callable[[], object], times: int, warm: int = 3) -> Times:
    """Runs it a few times unmeasured, and then so many times."""
    return alternately([run], times, warm)[0]


def alternately(runs: list[Callable[[], object]], times: int, warm: int = 3) -> list[Times]:
    """Several things, one after the other in each round: what disturbs the machine disturbs all of them."""
    taken: list[list[float]] = [[] for _ in runs]
    for turn in range(-warm, times):
        for run, found in zip(runs, taken, strict=True):
            begun = time.perf_counter()
            run()
            if turn >= 0:
                found.append((time.perf_counter() - begun) * 1000)
    return [Times(tuple(sorted(found))) for found in taken]


def queries_of(run: Callable[[], object]) -> int:
    """How many statements it sends, those that open and leave a scope included."""
    with CaptureQueriesContext(connection) as captured:
        run()
    return len(captured)


def seconds(run: Callable[[], object]) -> float:
    """One run, measured once."""
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun
