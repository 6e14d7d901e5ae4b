"""The way back to the queue or the board that one came from, and on to the cases before and after in it."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cases.models import Case
from cases.queues import BOARD_ORDER, CaseQuerySet, key_of
from portal.desk.choices import Choices
from portal.desk.counting import Count, counts
from portal.desk.lens import Lens
from portal.escalations import BOARD, column_of
from portal.gates import Door
from portal.permissions import Act


@dataclass(frozen=True)
class Neighbours:
    """`place` is where the case stands in the view, None where it is no longer in it or far down."""

    label: Any
    back_url: str
    place: int | None
    total: Count
    before_url: str
    after_url: str
    came_from: str


def neighbours(case: Case, came_from: str, door: Door) -> Neighbours:
    """`came_from` is BOARD, or a lens' query as the queue gave it; what it does not know is left out. Three queries,
    with a case that has left the view at most three.
    """
    seen = _board(case, door) if came_from == BOARD and door.may(Act.SEE_ESCALATIONS) else _queue(came_from, door)
    cases, key = seen.cases, key_of(case, seen.sort)
    backwards = tuple(_turned(name) for name in seen.sort)
    earlier = cases.after(backwards, key)
    found = counts(door.vendor, {"before": earlier, "all": cases, "here": cases.filter(pk=case.pk)})
    near = dict.fromkeys(("before", "after"), "")
    if found["here"].number:
        near["before"] = _address(_first(earlier), seen, door)
        near["after"] = _address(_first(cases.after(seen.sort, key)), seen, door)
    else:
        near["after"] = _address(_next_of(seen, key), seen, door)
    known = found["here"].number and not found["before"].more
    return Neighbours(
        label=seen.label,
        back_url=f"{seen.url}#case-{case.number}",
        place=found["before"].number + 1 if known else None,
        total=found["all"],
        before_url=near["before"],
        after_url=near["after"],
        came_from=seen.came_from,
    )


def _next_of(seen: "_Seen", key: list) -> int | None:
    """Who took or solved a case of the view goes on with the one that stood behind it, at the end with the first.
    Where it was due, it is due no more: in that order the first is always the next.
    """
    onward = _first(seen.cases.after(seen.sort, key)) if seen.grouped else None
    return onward or _first(seen.cases.after(seen.sort, None))


def kept(came_from: str) -> str:
    """What a form carries along of where its reader came from: nothing that is not known."""
    return BOARD if came_from == BOARD else Lens.read(QueryDict(came_from)).query()


@dataclass(frozen=True)
class _Seen:
    """The list that one came from: its cases and their order, its address, and the word that leads back to it."""

    label: Any
    cases: CaseQuerySet
    sort: tuple[str, ...]
    url: str
    came_from: str
    grouped: bool = False  # in an order that acts on a case leave as it is


def _queue(came_from: str, door: Door) -> _Seen:
    lens = Lens.read(QueryDict(came_from))
    query = lens.query()
    url = f"{reverse('queue', args=[door.vendor.slug])}?{query}"
    return _Seen(lens.shown.label, lens.cases(door), lens.sort, url, query, grouped=lens.grouped)


def _board(case: Case, door: Door) -> _Seen:
    """The column of the case; of one that is escalated no more (level 0), the board without neighbours."""
    url = reverse("escalations", args=[door.vendor.slug])
    if not case.escalation_level:
        return _Seen(_("Escalations"), Case.objects.escalated().filter(escalation_level=0), BOARD_ORDER, url, BOARD)
    level, cases = column_of(case, Choices(door.vendor, door.now))
    return _Seen(f"{_('Escalations')}, {level}", cases, BOARD_ORDER, url, BOARD)


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _first(cases: CaseQuerySet) -> int | None:
    """The number of the first of them."""
    return cases.values_list("number", flat=True).first()


def _address(number: int | None, seen: _Seen, door: Door) -> str:
    if number is None:
        return ""
    tail = urlencode({"from": seen.came_from}) if seen.came_from else ""
    return f"{reverse('case', args=[door.vendor.slug, number])}{'?' + tail if tail else ''}"
