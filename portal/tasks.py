"""Celery tasks: doors that read the clock and call one sweep. Every one is safe to run twice, at any time."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import orphans, sweeping
from cases.figures import sweeping as figures
from cases.following import behind
from cases.models import Case, FiguresDue, Milestone, Offer
from notifications import reports, telling
from notifications.inbound.answering import send_answers
from notifications.inbound.handling import sweep_inbound
from notifications.inbound.mailboxes import sweep_mailboxes
from notifications.inbound.receiving import forget_kept
from notifications.mail.digests import sweep_digests as bundle_digests
from notifications.mail.password_letters import sweep_password_letters
from notifications.mail.sending import sweep_mails
from notifications.models import Delivery, InboundMail, Mailbox, Notice, PasswordLetter, ScheduledReport
from notifications.notices.sweeping import sweep_notices as begin_and_end_notices
from portal.alone import alone
from portal.hints import Hint
from portal.password_letters import compose
from portal.sweeps import sweep
from surveys import daily
from surveys import sweeping as survey_sweeping
from surveys.models import Survey, SurveyDayDue
from tenants.models import Announcement
from tenants.outbox import start_on_commit
from tenants.sweeps import Backlog, backlog_of, nothing_due, together


def notices_due(now: datetime) -> Backlog:
    return together(
        backlog_of(Notice.objects.to_begin(now), "starts_at"), backlog_of(Notice.objects.to_end(now), "ends_at")
    )


FOLLOWING = 200  # cases of a vendor in one round; the next sweep goes on
SENDING_SECONDS = 20.0  # of one round; the next sweep goes on
READING_SECONDS = 20.0  # of one round, and one mailbox
LEISURE = timedelta(seconds=settings.SWEEP_SECONDS * settings.SWEEP_LEISURE)
MAILBOXES_EVERY = timedelta(seconds=settings.MAILBOX_SECONDS)


@sweep(_("Targets at risk or late"), lambda now: backlog_of(Milestone.objects.to_sweep(now), "sweep_at"))
def sweep_milestones() -> int:
    return sweeping.sweep_milestones(timezone.now())


@sweep(
    _("Resolved cases that close by themselves"),
    lambda now: backlog_of(Case.objects.to_close(now), "close_due_at"),
    LEISURE,
)
def sweep_closings() -> int:
    return sweeping.sweep_closings(timezone.now())


@sweep(_("Offers that run out"), lambda now: backlog_of(Offer.objects.to_expire(now), "expires_at"), LEISURE)
def sweep_offers() -> int:
    return sweeping.sweep_offers(timezone.now())


@sweep(_("Calendars that end within the year"), nothing_due, timedelta(hours=1))
def sweep_calendars() -> int:
    return sweeping.sweep_calendars(timezone.now())


@sweep(_("Clocks that follow changed hours"), lambda now: backlog_of(behind(), "since"))
def sweep_following() -> int:
    """One at a time, and so many cases at once: thousands that follow must not keep a worker from the clocks."""
    with alone("following") as free:
        return sweeping.sweep_following(timezone.now(), most=FOLLOWING) if free else 0


@sweep(_("Files that belong to nothing"), nothing_due, timedelta(hours=6))
def sweep_files() -> int:
    return orphans.sweep_files(timezone.now())


@sweep(_("Changed cases to be summed"), lambda now: backlog_of(FiguresDue.objects.all(), "at"), LEISURE)
def sweep_figures() -> int:
    return figures.sweep_figures()


@sweep(_("Changed surveys to be summed"), lambda now: backlog_of(SurveyDayDue.objects.all(), "at"), LEISURE)
def sweep_survey_days() -> int:
    return daily.sweep_survey_days()


@sweep(_("Figures to be mailed"), lambda now: backlog_of(ScheduledReport.objects.due(now), "next_at"), LEISURE)
def sweep_reports() -> int:
    return reports.sweep_reports(timezone.now())


@sweep(_("Announcements to be told"), lambda now: backlog_of(Announcement.objects.all(), "at"))
def sweep_announcements() -> int:
    return telling.sweep_announcements(timezone.now())


@sweep(_("Notices that begin or end"), notices_due, LEISURE)
def sweep_notices() -> int:
    return begin_and_end_notices(timezone.now())


@sweep(_("Daily mails"), lambda now: backlog_of(Delivery.objects.for_digests(now), "send_at"), LEISURE)
def sweep_digests() -> int:
    return bundle_digests(timezone.now())


@sweep(_("Invitations to surveys"), lambda now: backlog_of(Survey.objects.to_invite(now), "invite_at"), LEISURE)
def sweep_survey_invitations() -> int:
    return survey_sweeping.sweep_invitations(timezone.now())


@sweep(_("Reminders of surveys"), lambda now: backlog_of(Survey.objects.to_remind(now), "remind_at"), LEISURE)
def sweep_survey_reminders() -> int:
    return survey_sweeping.sweep_reminders(timezone.now())


@sweep(_("Surveys that end"), lambda now: backlog_of(Survey.objects.to_expire(now), "expires_at"), LEISURE)
def sweep_survey_expiry() -> int:
    return survey_sweeping.sweep_expiry(timezone.now())


@sweep(_("Mails to be sent"), lambda now: backlog_of(Delivery.objects.behind(now), "since"))
def send_mails() -> int:
    """One sender at a time, so that mails never take every worker from the clocks; MAIL_SENDERS raises it."""
    with alone("mail", settings.MAIL_SENDERS) as free:
        return sweep_mails(timezone.now, seconds=SENDING_SECONDS) if free else 0


@sweep(_("Letters for a new password"), lambda now: backlog_of(PasswordLetter.objects.all(), "asked_at"))
def send_password_letters() -> int:
    with alone("password letters") as free:
        return sweep_password_letters(timezone.now, compose) if free else 0


@sweep(_("Mailboxes to be read"), lambda now: backlog_of(Mailbox.objects.behind(), "read_at"), MAILBOXES_EVERY)
def read_mailboxes() -> int:
    """Each mailbox in its turn; those that could not be read are named at the end, after all the others."""
    with alone("mailboxes") as free:
        if not free:
            return 0
        new, troubles = sweep_mailboxes(timezone.now, seconds=READING_SECONDS)
    if new:
        handle_incoming_mails.apply_async(expires=10, retry=False)
    if new and backlog_of(Mailbox.objects.filter(behind__gt=0), "read_at").count:
        # A full mailbox does not wait for the next minute; whatever else is due takes its turn in between.
        read_mailboxes.apply_async(expires=READING_SECONDS, retry=False)
    if troubles:
        raise RuntimeError("; ".join(troubles))
    return new


@sweep(_("Incoming mails"), lambda now: backlog_of(InboundMail.objects.waiting(), "at"))
def handle_incoming_mails() -> int:
    with alone("incoming mails") as free:
        return sweep_inbound(timezone.now, seconds=READING_SECONDS) + send_answers(timezone.now) if free else 0


@sweep(
    _("Incoming mails that are kept no longer"),
    lambda now: backlog_of(InboundMail.objects.to_forget(now), "raw_until"),
    timedelta(hours=1),
)
def forget_incoming_mails() -> int:
    return forget_kept(timezone.now())


def _tell_now() -> None:
    # Where the worker is busy for longer, the next regular sweep is as early.
    sweep_announcements.apply_async(expires=2, retry=False)


tell_now = Hint(_tell_now)
start_on_commit(tell_now.ring)
