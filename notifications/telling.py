"""Turns announcements into deliveries, once: rows are written and the announcement deleted in one transaction."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from itertools import islice
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError, transaction

from notifications.audience import tell_case_event
from notifications.hearers import Hearer, Teller, Telling
from notifications.models import Channel, Delivery, Preference, State
from notifications.models.preference import How
from notifications.notices.telling import tell_notice
from notifications.people import People
from notifications.preferences import Wishes
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

# Who tells of what: the subject of an announcement (a model's name) and its teller; case events are told in batches.
TELLERS: dict[str, Teller] = {
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
            done = _told(batch, now)
            Announcement.objects.filter(pk__in=done).delete()
        told += len(done)
        failed |= {announcement.pk for announcement in batch} - done
        if len(batch) < BATCH:
            return told


def _told(batch: list[Announcement], now: datetime) -> set[int]:
    """The ids of those that were told: all together, and where that fails, each half alone, down to what cannot be."""
    try:
        with transaction.atomic():
            _tell(batch, now)
        return {announcement.pk for announcement in batch}
    except (InterfaceError, OperationalError):
        raise  # the database is away: that is no fault of these announcements
    except Exception:
        middle = len(batch) // 2
        if not middle:
            logger.exception("Announcement %s (%s) cannot be told", batch[0].pk, batch[0].kind)
            return set()
    return _told(batch[:middle], now) | _told(batch[middle:], now)


def _tell(batch: list[Announcement], now: datetime) -> None:
    rows = deliveries(batch, now)
    while some := list(islice(rows, ROWS)):
        Delivery.objects.bulk_create(some, ignore_conflicts=True)


def deliveries(batch: list[Announcement], now: datetime) -> Iterator[Delivery]:
    """The rows that announcements of one vendor come to, not yet written: a line in the bell, and a mail where one is
    wanted. What else each brings about, happens after its last row.

    Raises ValueError where nobody knows who hears of a subject.
    """
    events = {announcement.subject_id for announcement in batch if announcement.subject == "caseevent"}
    tellers: dict[str, Teller] = {**TELLERS, "caseevent": partial(tell_case_event, People(events))}
    wishes = Wishes()
    for announcement in batch:
        teller = tellers.get(announcement.subject)
        if teller is None:
            raise ValueError(f"Nobody knows who hears of {announcement.kind}")
        telling = teller(announcement)
        hearers = list(telling.hearers)
        wanted = wishes.of([hearer.membership.pk for hearer in hearers])
        for hearer in hearers:
            yield from _rows(announcement, telling, hearer, wanted[hearer.membership.pk], now)
        if bring_about := CONSEQUENCES.get(announcement.kind):
            bring_about(announcement)


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
