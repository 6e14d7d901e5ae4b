"""Figures by mail: scheduled by their reader, announced once a slot, written when they are sent.

One whose reader reads figures no more ends at its next slot, with a word to them.
"""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from cases.figures.rules import may_read
from notifications.hearers import Hearer, Telling
from notifications.models import Channel, Why
from notifications.models.report import Every, Page, ScheduledReport
from notifications.timing import next_time
from tenants.models import Announcement, Membership, Partner
from tenants.outbox import announce
from tenants.scope import working
from tenants.sweeps import vendors_with

MOST = 20  # of one person


class TooMany(Exception):
    """A person has as many as there may be; the sentence says so."""


@transaction.atomic
def schedule_report(
    by: Membership, *, every: str, weekday: int = 0, clock: time, at: datetime, page: str = Page.FIGURES,
    month_day: int = 1, partner: Partner | None = None, owner: Membership | None = None,
) -> tuple[ScheduledReport, bool]:  # fmt: skip
    """The report, and whether it is new: one that is going on with the same page and narrowing comes at these times
    from now on, so that nobody gets the same figures twice. The first one comes at the first slot after the aware UTC
    instant `at`. Raises TooMany.
    """
    going_on = ScheduledReport.objects.going_on().filter(membership=by)
    what = {"page": page, "partner": partner, "owner": owner}
    if going_on.count() >= MOST and not going_on.filter(**what).exists():
        raise TooMany(_("You have %(count)d already. Stop one of them first.") % {"count": MOST})
    when = {"every": every, "weekday": weekday, "month_day": month_day, "clock": clock}
    when["next_at"] = next_slot(ScheduledReport(membership=by, **when), at)
    # The unique constraint decides between two presses at once: the second one finds the row of the first.
    return going_on.update_or_create(**what, defaults=when, create_defaults={**when, **_whose(by)})


def _whose(by: Membership) -> dict[str, Any]:
    return {"vendor_id": by.vendor_id, "membership": by}


def next_slot(report: ScheduledReport, after: datetime) -> datetime:
    """The first slot after an aware instant, in UTC: the same local time through clock changes."""
    zone = ZoneInfo(report.membership.zone)
    found = next_time(after, report.clock, zone)
    while not _is_slot(report, found.astimezone(zone)):
        found = next_time(found, report.clock, zone)
    return found


def _is_slot(report: ScheduledReport, local: datetime) -> bool:
    if report.every == Every.WEEK:
        return local.weekday() == report.weekday
    return report.every == Every.DAY or local.day == report.month_day


def sweep_reports(now: datetime) -> int:
    """Announces every report whose slot has come; returns how many. A row is moved on in the same transaction, so a
    slot is announced once; of slots that were missed, the last one counts.
    """
    return sum(_announce_all(vendor, now) for vendor in vendors_with(ScheduledReport.objects.due(now)))


def _announce_all(vendor: int, now: datetime) -> int:
    with working(vendor):
        rows = ScheduledReport.objects.due(now).select_for_update(of=("self",), skip_locked=True)
        found = list(rows.select_related("membership").order_by("pk"))
        for report in found:
            slot = report.next_at
            while (following := next_slot(report, slot)) <= now:
                slot = following
            report.next_at = following
            if may_read(report.membership):
                announce("report.due", report, slot)
            else:
                _end(report, slot)
            report.save(update_fields=["next_at", "ended_at"])
        return len(found)


def _end(report: ScheduledReport, at: datetime) -> None:
    """Its reader has another role now. Who is still there is told so once."""
    report.ended_at = at
    if report.membership.active:
        announce("report.ended", report, at)


def tell_report(announcement: Announcement) -> Telling:
    """Who scheduled it hears of it, by mail alone; it was asked for, so nothing holds it back."""
    report = ScheduledReport.objects.select_related("membership").filter(pk=announcement.subject_id).first()
    if report is None or (report.ended_at is None and not may_read(report.membership)):
        return Telling([])
    return Telling([Hearer(report.membership, Why.ASKED, frozenset({Channel.EMAIL}))], asked=True)
