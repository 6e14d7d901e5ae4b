"""Service calendars end at a horizon: before it comes near, the next version is drafted from the newest."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery

from slas.calendars import from_json
from slas.loading import draft_version
from slas.models import CalendarVersion, ServiceCalendar
from tenants.models import Vendor

# What is due lies days ahead, so a year is time enough for an operator to notice that nothing extends them.
SHORT = timedelta(days=365)


def running_short(now: datetime):
    """The service calendars that in their newest version end within a year of the aware UTC instant `now`."""
    newest = CalendarVersion.objects.filter(vendor=OuterRef("vendor"), calendar=OuterRef("pk")).order_by("-number")
    return ServiceCalendar.objects.annotate(ends=Subquery(newest.values("horizon_to")[:1])).filter(ends__lt=now + SHORT)


def extend_calendars(vendor: Vendor, *, at: datetime) -> list[str]:
    """Drafts the next version of each of the vendor's calendars that runs short; returns the codes of these.

    Opening times, closures and the rule for holidays stay; the holidays are looked up for the years that are new, and
    looked up again for those that are known. Cases follow through cases.verbs.follow_calendar.
    """
    return [
        version.calendar.code
        for version in _newest(running_short(at).filter(vendor=vendor))
        if draft_version(vendor, from_json(version.definition), at=at)
    ]


def _newest(calendars) -> Iterable[CalendarVersion]:
    versions = CalendarVersion.objects.filter(calendar__in=calendars).select_related("calendar")
    return versions.only("definition", "calendar").order_by("calendar", "-number").distinct("calendar")
