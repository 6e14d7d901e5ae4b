"""Celery tasks: doors that read the clock and call one sweep. Every one is safe to run twice, at any time."""

from django.utils import timezone

from cases import orphans, sweeping
from notifications import telling
from portal.celery import app
from portal.hints import Hint
from tenants.outbox import start_on_commit


@app.task
def sweep_milestones() -> int:
    return sweeping.sweep_milestones(timezone.now())


@app.task
def sweep_closings() -> int:
    return sweeping.sweep_closings(timezone.now())


@app.task
def sweep_calendars() -> int:
    return sweeping.sweep_calendars(timezone.now())


@app.task
def sweep_files() -> int:
    return orphans.sweep_files(timezone.now())


@app.task
def sweep_announcements() -> int:
    return telling.sweep_announcements(timezone.now())


def _tell_now() -> None:
    # Where the worker is busy for longer, the next regular sweep is as early.
    sweep_announcements.apply_async(expires=2, retry=False)


tell_now = Hint(_tell_now)
start_on_commit(tell_now.ring)
