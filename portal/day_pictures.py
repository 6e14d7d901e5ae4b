"""The picture of days in words: the context of partials/day_picture.html, in the reader's language and zone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext

from portal.amounts import duration
from portal.happenings import reason_in_words
from portal.instants import clock_time, worded
from slas.clock import Clock
from slas.day_picture import Picture, Row, Segment, days
from slas.receipt import Reason, Receipt
from slas.terms import Why

# Narrower than that, in percent, a name does not fit into its part of the row.
PLATE_WIDTH = 14
# More rows than that, and days on which nothing counts stand together in one.
MANY_DAYS, LONG_RUN = 10, 5
COUNTING = ("counted", "ahead")
# More full hours than that, and every second label goes.
MANY_HOURS = 14


@dataclass(frozen=True)
class DayInWords:
    """One row; places and widths are percent. now_label and due_label are empty where there is no such line."""

    iso: str
    label: str
    remark: str
    segments: tuple[dict, ...]
    plate: str
    plate_x: float
    now: float | None
    now_label: str
    due: float | None
    due_label: str


@dataclass(frozen=True)
class PictureInWords:
    label: str
    small: bool
    hours: tuple[dict, ...]
    days: tuple[DayInWords, ...]


def picture_in_words(receipt: Receipt, clock: Clock, now: datetime, *, small: bool = False) -> PictureInWords:
    """The days of a receipt on the clock that it was reckoned on; now is an aware UTC instant."""
    picture = days(receipt, clock, timezone.get_current_timezone_name(), now)
    return PictureInWords(
        label=gettext("The same as a picture, day by day"),
        small=small,
        hours=tuple(_hours(picture)),
        days=tuple(_day(row, receipt, now, small) for row in _folded(picture.rows)),
    )


def _folded(rows: Sequence[Row]) -> Iterator[Row]:
    """A receipt over weeks stays one page: a run of days on which nothing counts becomes one row, drawn as its
    fullest day.
    """
    if len(rows) <= MANY_DAYS:
        yield from rows
        return
    for quiet, run in groupby(rows, key=_is_quiet):
        days_in_run = list(run)
        if not quiet or len(days_in_run) < LONG_RUN:
            yield from days_in_run
            continue
        fullest = max(days_in_run, key=lambda row: len(row.segments))
        yield replace(fullest, first=days_in_run[0].first, last=days_in_run[-1].last, note=_common(fullest))


def _is_quiet(row: Row) -> bool:
    return row.now is row.due is None and not any(part.fill in COUNTING for part in row.segments)


def _common(row: Row) -> Reason:
    """Why nothing counts on a run of days: paused, or past the due time."""
    paused = any(part.fill == "paused" for part in row.segments)
    return Reason(Why.PAUSED if paused else Why.AFTER)


def _hours(picture: Picture):
    step = 2 if len(picture.ticks) > MANY_HOURS else 1
    # The outermost hours would stand over the edge.
    for number, (hour, x) in enumerate(picture.ticks[1:-1]):
        if number % step == 0:
            yield {"x": x, "label": f"{hour:02d}:00", "optional": (number // step) % 2 == 1}


def _day(row: Row, receipt: Receipt, now: datetime, small: bool) -> DayInWords:
    plate = next((part for part in row.segments if _has_plate(part)), None)
    today = timezone.localtime(now).date()
    due = receipt.due_at
    return DayInWords(
        iso=row.first.isoformat(),
        label=_label(row, today, small),
        remark=_remark(row),
        segments=tuple({"kind": part.fill, "x": part.x, "width": part.width} for part in row.segments),
        plate=_plate(plate) if plate else "",
        plate_x=round(plate.x + plate.width / 2, 2) if plate else 50,
        now=row.now,
        now_label=gettext("now %(time)s") % {"time": clock_time(now)} if row.now is not None else "",
        due=row.due,
        due_label=gettext("due %(time)s") % {"time": clock_time(due)} if due and row.due is not None else "",
    )


def _label(row: Row, today: date, small: bool) -> str:
    if row.first == row.last:
        if small and row.first == today:
            return gettext("Today")
        return worded(row.first, "small_row" if small else "row")
    if row.last - row.first == timedelta(days=1):
        return ", ".join((worded(row.first, "name"), worded(row.last, "name")))
    if row.last - row.first < timedelta(days=7):
        return " – ".join((worded(row.first, "name"), worded(row.last, "name")))
    return " – ".join((worded(row.first, "brief"), worded(row.last, "brief")))


def _remark(row: Row) -> str:
    if row.counted_seconds:
        words = gettext("%(time)s so far") if row.now is not None else gettext("%(time)s counted")
        return words % {"time": duration(row.counted_seconds)}
    if row.note is None or row.note.code in (Why.OPEN, Why.AHEAD, Why.CLOSED, Why.BEFORE_DECISION):
        return ""
    if row.note.code is Why.AFTER:
        return gettext("not counted") if row.first != row.last else ""
    words = reason_in_words(row.note)
    return words[:1].upper() + words[1:]


def _has_plate(part: Segment) -> bool:
    named = part.reason is not None and part.reason.code in (Why.HOLIDAY, Why.CLOSURE)
    return named and part.width >= PLATE_WIDTH


def _plate(part: Segment) -> str:
    if part.reason is None or part.reason.code is Why.HOLIDAY:
        return gettext("Public holiday")
    return reason_in_words(part.reason)
