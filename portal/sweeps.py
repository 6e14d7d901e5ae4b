"""The sweeps: each is a task that notes its runs, and can be asked how much it has left to do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise

from portal.celery import app
from tenants.models import SweepRun
from tenants.sweeps import Backlog, note_run

# A sweep stands still when it has not come for so many of its turns, or has left something due for so long.
TURNS = 4
LONGEST_DUE = timedelta(minutes=5)
SHORTEST = timedelta(minutes=1)
RARE = timedelta(minutes=10)  # what comes less often may not have come yet


@dataclass(frozen=True)
class Sweep:
    """`every`: how often beat asks for it. backlog: what is due at an aware UTC instant and not yet done."""

    name: str
    label: Promise
    every: timedelta
    backlog: Callable[[datetime], Backlog]


SWEEPS: dict[str, Sweep] = {}


def sweep(label: Promise, backlog: Callable[[datetime], Backlog], every: timedelta | None = None) -> Callable:
    """Makes a function that sweeps, and returns how much it did, a task that notes when it ran and how that went."""

    def register(function: Callable[[], int]):
        name = function.__name__
        SWEEPS[name] = Sweep(name, label, every or timedelta(seconds=settings.SWEEP_SECONDS), backlog)

        @wraps(function)
        def noted() -> int:
            began_at = timezone.now()
            try:
                done = function()
            except Exception as error:
                words = f"{type(error).__name__}: {error}"
                note_run(name, began_at=began_at, ended_at=timezone.now(), done=0, error=words)
                raise
            note_run(name, began_at=began_at, ended_at=timezone.now(), done=done)
            return done

        return app.task(noted, name=f"portal.tasks.{name}")

    return register


@dataclass(frozen=True)
class Standing:
    """How a sweep stands at an instant; `still`: it needs somebody to look after it."""

    sweep: Sweep
    run: SweepRun | None
    backlog: Backlog
    late: bool  # it has not come in time
    stuck: bool  # it comes, but something is due for too long
    failing: bool

    @property
    def still(self) -> bool:
        return self.late or self.stuck or self.failing


def standings(now: datetime) -> list[Standing]:
    """Every sweep as it stands at the aware UTC instant `now`; what needs somebody comes first."""
    runs = {run.name: run for run in SweepRun.objects.all()}
    found = [_standing(each, runs.get(each.name), now) for each in SWEEPS.values()]
    return sorted(found, key=lambda standing: not standing.still)


def _standing(each: Sweep, run: SweepRun | None, now: datetime) -> Standing:
    backlog = each.backlog(now)
    last = run.ended_at if run else None
    return Standing(
        each,
        run,
        backlog,
        late=each.every < RARE if last is None else now - last > max(each.every * TURNS, SHORTEST),
        stuck=backlog.oldest is not None and now - backlog.oldest > max(each.every * TURNS, LONGEST_DUE),
        failing=bool(run and run.error),
    )
