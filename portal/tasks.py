"""Celery tasks: doors that read the clock and call one sweep. Every one is safe to run twice, at any time."""

from django.conf import settings
from django.utils import timezone

from cases import sweeping
from cases.figures import sweeping as figures
from notifications import telling
from notifications.mail.digests import sweep_digests as bundle_digests
from notifications.mail.sending import sweep_mails
from portal.alone import alone
from portal.celery import app
from portal.hints import Hint
from tenants.outbox import start_on_commit

SENDING_SECONDS = 20.0  # of one round; the next sweep goes on


@app.task
def sweep_milestones() -> int:
    return sweeping.sweep_milestones(timezone.now())


@app.task
def sweep_closings() -> int:
    return sweeping.sweep_closings(timezone.now())


@app.task
def sweep_figures() -> int:
    return figures.sweep_figures()


@app.task
def sweep_announcements() -> int:
    return telling.sweep_announcements(timezone.now())


@app.task
def sweep_digests() -> int:
    return bundle_digests(timezone.now())


@app.task
def send_mails() -> int:
    """One sender at a time, so that mails never take every worker from the clocks; MAIL_SENDERS raises it."""
    with alone("mail", settings.MAIL_SENDERS) as free:
        return sweep_mails(timezone.now, seconds=SENDING_SECONDS) if free else 0


def _tell_now() -> None:
    # Where the worker is busy for longer, the next regular sweep is as early.
    sweep_announcements.apply_async(expires=2, retry=False)


tell_now = Hint(_tell_now)
start_on_commit(tell_now.ring)
