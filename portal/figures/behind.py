"""The cases behind a figure: as many rows as the figure says, the latest first, in pages by keyset."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.figures.asking import backlog, behind, open_at, sums
from cases.models import Case
from cases.models.figures import What
from cases.models.milestone import NAMES, name_of
from cases.queues import beyond
from portal.desk.cursor import cursor_after, key_in
from portal.desk.rows import Tables
from portal.figures.lens import Lens
from portal.figures.page import FIGURES
from portal.figures.promises import WHEN, due, running
from portal.typed import is_code
from slas.terms import MilestoneKind
from tenants.models import Membership

SIZE = 50
OPEN = "open"  # no contribution of its own: what was received and not yet resolved
LATEST, SOONEST, UNTIMED = ("-at", "-id"), ("due_at", "id"), ("id",)

# The kinds that a contribution may be of; what is no milestone's has none.
_KINDS = {
    What.MET: tuple(MilestoneKind),
    What.LATE: tuple(MilestoneKind),
    What.ENDED: tuple(MilestoneKind),
    What.ANSWERED: (MilestoneKind.INITIAL_RESPONSE,),
}
WORDS = {
    What.RECEIVED: lambda: _("Received"),
    What.REOPENED: lambda: _("Reopened"),
    What.RESOLVED: lambda: _("Resolved"),
    What.CLOSED: lambda: _("Closed"),
    What.ESCALATED: lambda: _("Rose by a level"),
    What.ANSWERED: lambda: _("Initial response given"),
    What.MET: lambda: _("In time"),
    What.LATE: lambda: _("Missed"),
    What.ENDED: lambda: _("Ended, neither met nor missed"),
}


@dataclass(frozen=True)
class Entry:
    """One row: the case, what was counted of it (in words), when, and whose it was then (or is now: owners_now).

    rank, severity and code are those that it was counted under; of what is open, those of now.
    """

    case: Case
    href: str
    rank: int
    severity: str
    code: str
    what: str
    at: datetime | None
    owner: str
    late: bool


@dataclass(frozen=True)
class Asked:
    """What the address asks for. Raises Http404 for a figure, a kind or a due that there is not."""

    figure: str
    kind: str
    severity: str
    due: str

    @classmethod
    def read(cls, given: QueryDict) -> "Asked":
        asked = cls(*(given.get(name, "")[:20] for name in ("figure", "kind", "severity", "due")))
        known = asked.figure in FIGURES or (asked.figure == "promises" and asked.due in WHEN)
        known = known or (asked.figure == OPEN and not asked.kind and not asked.severity)
        if not known or (asked.kind and asked.kind not in set(MilestoneKind)) or not is_code(asked.severity):
            raise Http404
        return asked

    @property
    def title(self) -> str:
        if self.figure == OPEN:
            words = _("Open at the end")
        elif self.figure == "promises":
            words = f"{_('Open promises')}: {WHEN[self.due]}"
        else:
            words = _("In time or missed") if self.figure == "decided" else WORDS[What(self.figure)]()
        named = f"{NAMES[MilestoneKind(self.kind)]}: {words}" if self.kind else words
        return f"{named}, {self.severity}" if self.severity else named


class Behind:
    """One page of the list; `after` is the word where it begins."""

    def __init__(self, lens: Lens, asked: Asked, after: str):
        self.lens, self.asked = lens, asked
        self.order = self._order()
        self.key = key_in(after, self.order) if after else None
        self.total = self._total()
        found = self._page()
        self.more, self.found = len(found) > SIZE, found[:SIZE]

    def _order(self) -> tuple[str, ...]:
        if self.asked.figure != "promises":
            return LATEST
        return UNTIMED if self.asked.due == "paused" else SOONEST

    def _rows(self) -> Any:
        asked, lens = self.asked, self.lens
        if asked.figure == "promises":
            rows = running(lens).filter(due(asked.due, lens.door.now))
            return rows.filter(kind=asked.kind) if asked.kind else rows
        if asked.figure == OPEN:
            return open_at(lens.scope, lens.period.end)
        whats = [what.value for what in FIGURES[asked.figure]]
        return behind(lens.scope, lens.period, whats, asked.kind or None, asked.severity or None)

    def _page(self) -> list[Any]:
        """One row more than is shown. Each kind of contribution is read along its own index, and then they are merged:
        together the database would sort all of them.
        """
        found: list[Any] = []
        for rows in self._parts():
            ordered = rows.order_by(*self.order)
            found += (ordered.filter(beyond(self.order, self.key)) if self.key else ordered)[: SIZE + 1]
        if self.asked.figure != "promises":
            found.sort(key=lambda row: (row.at, row.pk), reverse=True)
        return found[: SIZE + 1]

    def _parts(self) -> list[Any]:
        rows = self._rows()
        if self.asked.figure in ("promises", OPEN):
            return [rows]
        return [
            rows.filter(what=what.value, kind=kind)
            for what in FIGURES[self.asked.figure]
            for kind in _KINDS.get(what, ("",))
            if self.asked.kind in ("", kind)
        ]

    def _total(self) -> int:
        """What the figure says: of millions of rows the daily sums know it at once."""
        asked, lens = self.asked, self.lens
        if asked.figure == "promises":
            return self._rows().count()
        if asked.figure == OPEN:
            return backlog(lens.scope, lens.period.end)
        return sum(
            row.sum.number
            for row in sums(lens.scope, [lens.period])
            if row.what in FIGURES[asked.figure]
            and asked.kind in ("", row.kind)
            and asked.severity in ("", row.severity)
        )

    @property
    def entries(self) -> list[Entry]:
        cases = Case.objects.prefetch_related("partner", "customer", "owner").in_bulk(
            [row.case_id for row in self.found]
        )
        tables = Tables(cases.values())
        owners = _owners(self.found)
        return [self._entry(row, cases[row.case_id], tables, owners) for row in self.found]

    def _entry(self, row: Any, case: Case, tables: Tables, owners: dict[int, str]) -> Entry:
        is_promise = self.asked.figure == "promises"
        code = case.severity if self.asked.figure == OPEN else row.severity
        counted = tables.severity(case, code)
        owner = (case.owner.name if case.owner else "") if self.owners_now else owners.get(row.owner_id, "")
        return Entry(
            case=case,
            href=reverse("case", args=[self.lens.door.vendor.slug, case.number]),
            rank=counted.rank if counted else case.severity_rank,
            severity=tables.name(case, code),
            code=code,
            what=name_of(row.kind) if is_promise else self._told(row, case),
            at=row.due_at if is_promise else row.at,
            owner=owner,
            late=row.due_at is not None and row.due_at <= self.lens.door.now if is_promise else row.what == What.LATE,
        )

    @property
    def owners_now(self) -> bool:
        """Whether owners are those of now: a case has none yet when it is received."""
        return self.asked.figure in ("promises", OPEN, What.RECEIVED.value)

    def _told(self, row: Any, case: Case) -> str:
        if self.asked.figure == OPEN:
            return case.get_status_display()
        return _told(row)

    @property
    def next_url(self) -> str:
        return self._url(after=cursor_after(self.found[-1], self.order)) if self.more else ""

    @property
    def first_url(self) -> str:
        return self._url() if self.key else ""

    def _url(self, **more: str) -> str:
        base = reverse("figure_cases", args=[self.lens.door.vendor.slug])
        return f"{base}?{self.lens.query(self.lens.period, **vars(self.asked), **more)}"


def _told(row: Any) -> str:
    words = WORDS[What(row.what)]()
    return f"{name_of(row.kind)}: {words}" if row.kind and row.what != What.ANSWERED else words


def _owners(rows: list) -> dict[int, str]:
    ids = {row.owner_id for row in rows if getattr(row, "owner_id", None)}
    return dict(Membership.objects.filter(pk__in=ids).values_list("pk", "name"))
