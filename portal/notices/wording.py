"""Notices in words: when they hold, whom they mean."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

from contacts.models import Product, Region
from notifications.models import Hours, Notice, NoticeKind, NoticeState
from notifications.notices.checking import known_plans
from notifications.notices.wanted import Audience
from portal.instants import absolute, calendar_date, clock_time
from slas.calendars import MIDNIGHT
from slas.calendars import clock_time as minute_time
from slas.models import PolicyVersion
from slas.versions import table_of
from tenants.models import Partner, Vendor, in_language

ICONS = {
    NoticeKind.INCIDENT: "alert",
    NoticeKind.MAINTENANCE: "wrench",
    NoticeKind.AVAILABILITY: "clock",
    NoticeKind.RELEASE: "megaphone",
    NoticeKind.HOTFIX: "megaphone",
    NoticeKind.BETA: "megaphone",
}


def period_in_words(notice: Notice, now: datetime) -> str:
    """ "Sat 18 April, 20:00 to 22:00", "since today 11:05", "from Thu 10:00"; "" for news that are simply there."""
    if notice.hours:
        return _days(notice)
    if notice.starts_at is None:
        return gettext("from its publication on")
    starts = absolute(notice.starts_at, now)
    if notice.kind in (NoticeKind.RELEASE, NoticeKind.HOTFIX):
        return gettext("on %(when)s") % {"when": starts} if notice.state != NoticeState.RUNNING else ""
    if notice.ends_at is not None:
        return gettext("%(start)s to %(end)s") % {"start": starts, "end": _end(notice.starts_at, notice.ends_at, now)}
    if notice.ended_at is not None and notice.state == NoticeState.ENDED:
        return gettext("%(start)s to %(end)s") % {"start": starts, "end": _end(notice.starts_at, notice.ended_at, now)}
    return gettext("since %(when)s") % {"when": starts}


def _end(starts: datetime, ends: datetime, now: datetime) -> str:
    same = timezone.localtime(starts).date() == timezone.localtime(ends).date()
    return clock_time(ends) if same else absolute(ends, now)


def _days(notice: Notice) -> str:
    """Local days of the calendars it is about: "Support is closed on 24 December 2026, from 12:00 to 24:00"."""
    first = calendar_date(notice.first_day) if notice.first_day else "?"
    last = calendar_date(notice.last_day) if notice.last_day else "?"
    days = first if first == last else gettext("%(start)s to %(end)s") % {"start": first, "end": last}
    words = (
        gettext("Support is closed: %(days)s") if notice.hours == Hours.CLOSED else gettext("Support is open: %(days)s")
    )
    told = words % {"days": days}
    if (notice.from_minute, notice.to_minute) == (0, MIDNIGHT):
        return told
    hours = {"opens": minute_time(notice.from_minute), "closes": minute_time(notice.to_minute)}
    return gettext("%(told)s, %(opens)s to %(closes)s") % {"told": told, **hours}


def plans_of(vendor: Vendor) -> list[tuple[str, str]]:
    """(code, name) of every plan that a published policy has, in the newest one's words."""
    codes, names = known_plans(), {}
    for row in PolicyVersion.objects.filter(published_at__isnull=False).order_by("number"):
        names |= {plan.code: plan.name.say(get_language() or "en") for plan in table_of(row).plans}
    return sorted((code, names.get(code, code)) for code in codes)


def audience_in_words(audience: Audience, vendor: Vendor) -> list[tuple[str, str]]:
    """(label, names) of what narrows it; empty when it is for every partner."""
    found = []
    if audience.products:
        names = Product.objects.filter(code__in=audience.products).values_list("name", flat=True)
        found.append((gettext("Products"), ", ".join(names)))
    if audience.plans:
        names = dict(plans_of(vendor))
        found.append((gettext("Plans"), ", ".join(names.get(code, code) for code in audience.plans)))
    if audience.regions:
        rows = Region.objects.filter(code__in=audience.regions)
        found.append((gettext("Regions"), ", ".join(in_language(row.name_en, row.name_de) for row in rows)))
    if audience.partners:
        rows = Partner.objects.filter(pk__in=audience.partners).values_list("name", flat=True)
        found.append((gettext("Partners"), ", ".join(rows)))
    return found


def reach_in_words(partners: int, people: int) -> str:
    """ "reaches 3 partners, 11 people"."""
    of_partners = ngettext("%(count)d partner", "%(count)d partners", partners) % {"count": partners}
    of_people = ngettext("%(count)d person", "%(count)d people", people) % {"count": people}
    return gettext("reaches %(partners)s, %(people)s") % {"partners": of_partners, "people": of_people}
