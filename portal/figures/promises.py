"""Open promises: what runs now, by when it is due, and what partners wait for after a survey. As of now."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.figures.words import number
from cases.models import Milestone
from cases.models.milestone import name_of
from portal.figures.lens import Lens
from portal.figures.material import Material
from portal.figures.tables import Cell, Line, Table
from slas.terms import MilestoneKind
from surveys.models import FollowUp, Reason

WHEN: dict[str, str | Promise] = {
    "late": gettext_lazy("Late"),
    "today": gettext_lazy("Due today"),
    "week": gettext_lazy("In the next 7 days"),
    "later": gettext_lazy("Later"),
    "paused": gettext_lazy("Paused"),
}


def running(lens: Lens) -> QuerySet[Milestone]:
    """The milestones of the lens' cases that are neither met nor ended."""
    rows = Milestone.objects.filter(vendor_id=lens.door.vendor.pk).running()
    if lens.partner:
        rows = rows.filter(partner=lens.partner)
    return rows.filter(case__owner=lens.owner) if lens.owner else rows


def due(when: str, now: datetime) -> Q:
    """The condition of one of WHEN, in the reader's own day."""
    tomorrow, week = _midnight_after(now, 1), _midnight_after(now, 8)
    return {
        "late": Q(due_at__lte=now),
        "today": Q(due_at__gt=now, due_at__lt=tomorrow),
        "week": Q(due_at__gt=now, due_at__gte=tomorrow, due_at__lt=week),
        "later": Q(due_at__gt=now, due_at__gte=week),
        "paused": Q(due_at__isnull=True),
    }[when]


def promises(material: Material) -> Table:
    lens = material.lens
    counted: dict[str, Any] = {when: Count("pk", filter=due(when, lens.door.now)) for when in WHEN}
    rows = running(lens).order_by().values("kind").annotate(**counted)
    found = {row["kind"]: row for row in rows}
    lines = [_line(kind, found[kind], material) for kind in MilestoneKind if kind in found]
    lines += _follow_ups(lens)
    heads = [_("Promise"), *(str(label) for label in WHEN.values())]
    return Table("promises", _("Open promises"), heads, lines)


def _line(kind: MilestoneKind, row: dict, material: Material) -> Line:
    cells = []
    for when in WHEN:
        href = material.behind("promises", kind=kind.value, due=when) if row[when] else ""
        cells.append(Cell(number(row[when]), row[when], href, below=when == "late" and row[when] > 0))
    return Line(name_of(kind), cells)


def _follow_ups(lens: Lens) -> list[Line]:
    """Calls that were wished for and low ratings that nobody has looked after yet (R42); they never pause."""
    rows = FollowUp.objects.filter(vendor_id=lens.door.vendor.pk).waiting()
    if lens.partner:
        rows = rows.filter(survey__partner=lens.partner)
    if lens.owner:
        rows = rows.filter(survey__owner=lens.owner)
    counted: dict[str, Any] = {when: Count("pk", filter=due(when, lens.door.now)) for when in WHEN}
    found = {row["reason"]: row for row in rows.order_by().values("reason").annotate(**counted)}
    feedback = reverse("feedback", args=[lens.door.vendor.slug])
    words = {Reason.CALL: _("Calls wished for"), Reason.LOW_RATING: _("Low ratings to look after")}
    return [
        Line(
            name,
            [Cell(number(row[when]), row[when], below=when == "late" and row[when] > 0) for when in WHEN],
            href=feedback,
        )
        for reason, name in words.items()
        if (row := found.get(reason.value))
    ]


def _midnight_after(now: datetime, days: int) -> datetime:
    zone = ZoneInfo(timezone.get_current_timezone_name())
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=days), time(), zone).astimezone(UTC)
