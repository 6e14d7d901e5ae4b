"""How many computations of business time one core does a second: python -m tests.bench.clock"""

import random
import time
from datetime import UTC, date, datetime

from slas.calendars import CalendarDefinition, Holidays
from slas.clock import Clock
from slas.drafting import draft
from slas.terms import Amount, Unit, Words

STARTS = 200_000
SECONDS = 8 * 3600


def office() -> Clock:
    week = (((480, 1020),),) * 5 + ((),) * 2
    definition = CalendarDefinition("emea", Words("EMEA", "EMEA"), "Europe/Berlin", week, Holidays("DE"))
    return Clock(draft(definition, 2024, 2029))


def starts() -> list[int]:
    chance = random.Random(1)  # the same instants in every run
    low, high = (int(datetime.combine(date(year, 1, 1), datetime.min.time(), UTC).timestamp()) for year in (2025, 2028))
    return [chance.randrange(low, high) for _ in range(STARTS)]


def rate(run, count: int) -> float:
    """Computations a second, the best of five runs."""
    best = float("inf")
    for _ in range(5):
        began = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - began)
    return count / best


def main() -> None:
    clock, instants = office(), starts()
    add, measure = clock.add, clock.measure
    ends = [add(start, SECONDS) for start in instants]
    received = [datetime.fromtimestamp(start, UTC) for start in instants]
    hours, days = Amount(8, Unit.HOURS), Amount(2, Unit.DAYS)

    def adding():
        for start in instants:
            add(start, SECONDS)

    def measuring():
        for start, end in zip(instants, ends, strict=True):
            measure(start, end)

    def hours_due():
        for at in received:
            clock.due(at, hours)

    def days_due():
        for at in received:
            clock.due(at, days)

    print(f"{STARTS} instants over three years, Mon-Fri 08:00-17:00 Europe/Berlin without holidays, one by one")
    for name, run in {
        "add 8 business hours to an epoch second": adding,
        "measure open seconds between two": measuring,
        "due of 8 business hours, datetimes": hours_due,
        "due of 2 business days, datetimes": days_due,
    }.items():
        print(f"{name:42} {rate(run, STARTS):>12,.0f} a second")


if __name__ == "__main__":
    main()
