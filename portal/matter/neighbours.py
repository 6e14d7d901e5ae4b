"""The way back to the queue that one came from, and on to the cases before and after in it."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from cases.models import Case
from cases.queues import CaseQuerySet, key_of
from portal.desk.counting import Count, counts
from portal.desk.lens import Lens
from portal.gates import Door


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
    """`came_from` is a lens' query, as the queue gave it; what it does not know is left out. Three queries, with a case
    that has left the view at most three.
    """
    lens = Lens.read(QueryDict(came_from))
    cases, key = lens.cases(door), key_of(case, lens.sort)
    backwards = tuple(_turned(name) for name in lens.sort)
    earlier = cases.after(backwards, key)
    found = counts(door.vendor, {"before": earlier, "all": cases, "here": cases.filter(pk=case.pk)})
    near = dict.fromkeys(("before", "after"), "")
    if found["here"].number:
        near["before"] = _address(_first(earlier), lens, door)
        near["after"] = _address(_first(cases.after(lens.sort, key)), lens, door)
    else:
        near["after"] = _address(_next_of(cases, lens, key), lens, door)
    known = found["here"].number and not found["before"].more
    return Neighbours(
        label=lens.shown.label,
        back_url=f"{reverse('queue', args=[door.vendor.slug])}?{lens.query()}#case-{case.number}",
        place=found["before"].number + 1 if known else None,
        total=found["all"],
        before_url=near["before"],
        after_url=near["after"],
        came_from=lens.query(),
    )


def _next_of(cases: CaseQuerySet, lens: Lens, key: list) -> int | None:
    """Who took or solved a case of the view goes on with the one that stood behind it, at the end with the first.
    Where it was due, it is due no more: in that order the first is always the next.
    """
    onward = _first(cases.after(lens.sort, key)) if lens.grouped else None
    return onward or _first(cases.after(lens.sort, None))


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _first(cases: CaseQuerySet) -> int | None:
    """The number of the first of them."""
    return cases.values_list("number", flat=True).first()


def _address(number: int | None, lens: Lens, door: Door) -> str:
    if number is None:
        return ""
    tail = urlencode({"from": lens.query()}) if lens.query() else ""
    return f"{reverse('case', args=[door.vendor.slug, number])}{'?' + tail if tail else ''}"
