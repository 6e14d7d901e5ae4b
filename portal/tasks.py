"""Celery tasks: doors that read the clock and call one sweep. Every one is safe to run twice, at any time."""

from django.utils import timezone

from cases import sweeping
from notifications import telling
from portal.celery import app
from tenants.outbox import start_on_commit


@app.task
def sweep_milestones() -> int:
    return sweeping.sweep_milestones(timezone.now())


@app.task
def sweep_closings() -> int:
    return sweeping.sweep_closings(timezone.now())


@app.task
def sweep_announcements() -> int:
    return telling.sweep_announcements(timezone.now())


@start_on_commit
def tell_now() -> None:
    """A hint after a commit. Where the broker is away the regular sweep does it: nothing waits for it here."""
    sweep_announcements.apply_async(expires=30, retry=False)
