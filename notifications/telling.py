"""Turns announcements into deliveries, once: rows are written and the announcement deleted in one transaction."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError, transaction

from notifications.audience import tell_case_event
from notifications.hearers import Hearer, Teller, Telling
from notifications.models import Channel, Delivery, Preference, State
from notifications.models.preference import How
from notifications.notices.telling import tell_notice
from notifications.reports import tell_report
from notifications.survey_telling import ask_how_it_went, ask_no_more, tell_follow_up, tell_share, tell_survey
from notifications.timing import Moment, moment
from notifications.topics import topic_of
from tenants.models import Announcement
from tenants.scope import working
from tenants.sweeps import vendors_with

BATCH = 200
ROWS = 1000  # deliveries in one statement: a notice may reach thousands
logger = logging.getLogger(__name__)

# Who tells of what: the subject of an announcement (a model's name) and its teller.
TELLERS: dict[str, Teller] = {
    "caseevent": tell_case_event,
    "survey": tell_survey,
    "followup": tell_follow_up,
    "feedbackshare": tell_share,
    "noticeversion": tell_notice,
    "scheduledreport": tell_report,
}

# What else an announcement brings about, by its kind, in the transaction in which it is told: `cases` calls nobody.
CONSEQUENCES: dict[str, Callable[[Announcement], object]] = {
    "case.closed": ask_how_it_went,
    "case.reopened": ask_no_more,
}


def sweep_announcements(now: datetime) -> int:
    """Empties the outbox of every vendor; returns how many announcements were turned into deliveries.

    `now`, an aware UTC instant, is when mails may go at the earliest: a fact that was long in coming is told now.
    """
    return sum(_empty(vendor, now) for vendor in vendors_with(Announcement.objects.all()))


def _empty(vendor: int, now: datetime) -> int:
    """One vendor's outbox. What cannot be told stays there for the next sweep, and holds up no other."""
    told = 0
    failed: set[int] = set()
    while True:
        with working(vendor):
            waiting = Announcement.objects.exclude(pk__in=failed)
            batch = list(waiting.select_for_update(skip_locked=True)[:BATCH])
            done = {announcement.pk for announcement in batch if _told(announcement, now)}
            Announcement.objects.filter(pk__in=done).delete()
        told += len(done)
        failed |= {announcement.pk for announcement in batch} - done
        if len(batch) < BATCH:
            return told


def _told(announcement: Announcement, now: datetime) -> bool:
    try:
        with transaction.atomic():
            Delivery.objects.bulk_create(deliveries(announcement, now), ignore_conflicts=True, batch_size=ROWS)
            if bring_about := CONSEQUENCES.get(announcement.kind):
                bring_about(announcement)
    except (InterfaceError, OperationalError):
        raise  # the database is away: that is no fault of this announcement
    except Exception:
        logger.exception("Announcement %s (%s) cannot be told", announcement.pk, announcement.kind)
        return False
    return True


def deliveries(announcement: Announcement, now: datetime) -> list[Delivery]:
    """The rows that an announcement comes to, not yet written: a line in the bell, and a mail where one is wanted.

    Raises ValueError where nobody knows who hears of its subject.
    """
    teller = TELLERS.get(announcement.subject)
    if teller is None:
        raise ValueError(f"Nobody knows who hears of {announcement.kind}")
    telling = teller(announcement)
    hearers = list(telling.hearers)
    wishes = {
        wish.membership_id: wish
        for wish in Preference.objects.filter(membership__in=[hearer.membership.pk for hearer in hearers])
    }
    return [
        row
        for hearer in hearers
        for row in _rows(announcement, telling, hearer, wishes.get(hearer.membership.pk) or Preference(), now)
    ]


def _rows(
    announcement: Announcement, telling: Telling, hearer: Hearer, wish: Preference, now: datetime
) -> Iterator[Delivery]:
    if Channel.PORTAL in hearer.channels:
        yield _row(announcement, telling, hearer, Channel.PORTAL)
    if Channel.EMAIL in hearer.channels:
        how = How.AT_ONCE if telling.asked else getattr(wish, topic_of(announcement.kind))
        at = max(announcement.at, now)
        when = moment(wish, how, at, ZoneInfo(hearer.membership.zone), urgent=telling.urgent or telling.asked)
        if when is not None:
            yield _mail(_row(announcement, telling, hearer, Channel.EMAIL), when)


def _row(announcement: Announcement, telling: Telling, hearer: Hearer, channel: Channel) -> Delivery:
    return Delivery(
        vendor_id=announcement.vendor_id,
        membership=hearer.membership,
        channel=channel,
        announcement=announcement.pk,
        kind=announcement.kind,
        why=hearer.why,
        subject=announcement.subject,
        subject_id=announcement.subject_id,
        case=telling.case,
        event=telling.event,
        at=announcement.at,
    )


def _mail(row: Delivery, when: Moment) -> Delivery:
    row.state = State.HELD if when.digest else State.WAITING
    row.send_at = when.at
    return row
