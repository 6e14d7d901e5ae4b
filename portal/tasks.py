"""Celery tasks: doors that read the clock and call one sweep. Every one is safe to run twice, at any time."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import sweeping
from cases.figures import sweeping as figures
from cases.models import Case, FiguresDue, Milestone
from notifications import reports, telling
from notifications.mail.digests import sweep_digests as bundle_digests
from notifications.mail.sending import sweep_mails
from notifications.models import Delivery, ScheduledReport
from portal.alone import alone
from portal.hints import Hint
from portal.sweeps import sweep
from tenants.models import Announcement
from tenants.outbox import start_on_commit
from tenants.sweeps import backlog_of

SENDING_SECONDS = 20.0  # of one round; the next sweep goes on


@sweep(_("Targets at risk or late"), lambda now: backlog_of(Milestone.objects.to_sweep(now), "sweep_at"))
def sweep_milestones() -> int:
    return sweeping.sweep_milestones(timezone.now())


@sweep(_("Resolved cases that close by themselves"), lambda now: backlog_of(Case.objects.to_close(now), "close_due_at"))
def sweep_closings() -> int:
    return sweeping.sweep_closings(timezone.now())


@sweep(_("Changed cases to be summed"), lambda now: backlog_of(FiguresDue.objects.all(), "at"))
def sweep_figures() -> int:
    return figures.sweep_figures()


@sweep(_("Figures to be mailed"), lambda now: backlog_of(ScheduledReport.objects.due(now), "next_at"))
def sweep_reports() -> int:
    return reports.sweep_reports(timezone.now())


@sweep(_("Announcements to be told"), lambda now: backlog_of(Announcement.objects.all(), "at"))
def sweep_announcements() -> int:
    return telling.sweep_announcements(timezone.now())


@sweep(_("Daily mails"), lambda now: backlog_of(Delivery.objects.for_digests(now), "send_at"))
def sweep_digests() -> int:
    return bundle_digests(timezone.now())


@sweep(_("Mails to be sent"), lambda now: backlog_of(Delivery.objects.due(now), "send_at"))
def send_mails() -> int:
    """One sender at a time, so that mails never take every worker from the clocks; MAIL_SENDERS raises it."""
    with alone("mail", settings.MAIL_SENDERS) as free:
        return sweep_mails(timezone.now, seconds=SENDING_SECONDS) if free else 0


def _tell_now() -> None:
    # Where the worker is busy for longer, the next regular sweep is as early.
    sweep_announcements.apply_async(expires=2, retry=False)


tell_now = Hint(_tell_now)
start_on_commit(tell_now.ring)
