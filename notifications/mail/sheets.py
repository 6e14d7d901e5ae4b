"""Tables that go out in a mail, and as files with it.

The portal draws them: they are those of its pages. It registers how with drawn_by(), because nothing here looks up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cases.figures.periods import Period
from notifications.models import ScheduledReport
from tenants.models import Membership


@dataclass(frozen=True)
class Sheet:
    """One table in words. rows: the head of each and its cells, as many as there are heads; `hidden` more are in the
    file alone. file and csv: the whole table, as the page gives it.
    wordy: of words rather than of numbers.
    """

    caption: str
    heads: list[str]
    rows: list[list[str]]
    hidden: int
    file: str
    csv: str
    wordy: bool = False

    @property
    def told(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """For plain text: each row's head, with pairs of a column's head and its cell."""
        return [(row[0], list(zip(self.heads[1:], row[1:], strict=True))) for row in self.rows]


@dataclass(frozen=True)
class Drawn:
    """What a page shows for a span. link: the address of the same page in the portal, whole."""

    title: str
    note: str
    link: str
    sheets: list[Sheet]


# None: the reader may not see that page.
Drawer = Callable[[ScheduledReport, Membership, Period, datetime], Drawn | None]
_drawers: list[Drawer] = []


def drawn_by(drawer: Drawer) -> None:
    """Has pages drawn by `drawer(report, reader, span, now)`, in the reader's scope, language and zone."""
    _drawers[:] = [drawer]


def draw(report: ScheduledReport, reader: Membership, span: Period, now: datetime) -> Drawn | None:
    return _drawers[0](report, reader, span, now)
