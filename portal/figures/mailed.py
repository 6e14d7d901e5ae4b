"""Managers' pages as they go out by mail: the same tables as on the page, in words and as CSV."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from cases.figures.asking import sums
from cases.figures.periods import Period
from cases.figures.words import number
from cases.models.figures import What
from notifications.mail import links
from notifications.mail.sheets import Drawn, Sheet
from notifications.models import ScheduledReport
from notifications.models.report import Page
from portal import escalations
from portal.figures import headline
from portal.figures.attainment import attainment
from portal.figures.each import by_agent, by_partner
from portal.figures.lens import Lens
from portal.figures.material import Material
from portal.figures.promises import promises
from portal.figures.satisfaction import satisfaction
from portal.figures.tables import SHOWN, Cell, Line, Table, as_csv
from portal.gates import Door
from portal.permissions import Act
from tenants.models import Membership


@dataclass(frozen=True)
class Mailed:
    """title: of the mail; act: what its reader has to be allowed; page: its address' name; shares: it has some."""

    title: Callable[[], str]
    act: Act
    page: str
    tables: Callable[[Lens], Iterator[Table]]
    shares: bool = True


def draw(report: ScheduledReport, reader: Membership, span: Period, now: datetime) -> Drawn | None:
    """The drawer of notifications.mail.sheets: runs in the reader's scope, language and zone."""
    mailed, door = MAILED[Page(report.page)], Door(reader, now)
    if not door.may(mailed.act):
        return None
    lens = Lens(door, span, report.partner, report.owner)
    query = f"?{lens.query(span)}" if mailed.page == "figures" else ""
    if mailed.page == "feedback" and report.partner:
        query = f"?partner={report.partner.pk}"
    sheets = [_sheet(table, lens) for table in mailed.tables(lens) if table.lines]
    return Drawn(
        mailed.title(),
        _note(lens) if mailed.shares else "",
        links.page(mailed.page, reader.vendor.slug) + query,
        sheets,
    )


def _note(lens: Lens) -> str:
    return _("Percentages are rounded down; below %(mark)d %% they are marked with ◇.") % {"mark": lens.mark}


def _figures(lens: Lens) -> Iterator[Table]:
    material = Material(lens)
    yield headline.as_table(headline.tiles(material))
    for kind in material.kinds():
        yield attainment(kind, material).table
    yield from _satisfaction(material)
    yield promises(material)


def _feedback(lens: Lens) -> Iterator[Table]:
    yield from _satisfaction(Material(lens))


def _satisfaction(material: Material) -> Iterator[Table]:
    if found := satisfaction(material):
        yield found.table
        yield found.responses


def _escalations(lens: Lens) -> Iterator[Table]:
    """The board as it stands, and how many rose by a level meanwhile."""
    spans = [lens.period.before, lens.period]
    rows = [row for row in sums(lens.scope, spans) if row.what == What.ESCALATED]
    before, now = (sum(row.sum.number for row in rows if row.piece == piece) for piece in (0, 1))
    levels = escalations.levels(lens.door, escalations.TOLD)
    lines = [Line(_("Rose by a level"), [Cell(number(count), count) for count in (now, before)])]
    yield Table("risen", _("Escalated"), [_("Figure"), _("This period"), _("Before")], lines)
    yield escalations.level_table(levels)
    yield escalations.as_table(levels)


MAILED: dict[Page, Mailed] = {
    Page.FIGURES: Mailed(lambda: _("Figures"), Act.SEE_FIGURES, "figures", _figures),
    Page.PARTNERS: Mailed(
        lambda: _("Figures by partner"),
        Act.SEE_FIGURES,
        "figures",
        lambda lens: iter([by_partner(Material(lens)).table]),
    ),
    Page.AGENTS: Mailed(
        lambda: _("Figures by Case Owner"),
        Act.SEE_FIGURES,
        "figures",
        lambda lens: iter([by_agent(Material(lens)).table]),
    ),
    Page.FEEDBACK: Mailed(lambda: _("Feedback"), Act.SEE_FEEDBACK, "feedback", _feedback),
    Page.ESCALATIONS: Mailed(lambda: _("Escalations"), Act.SEE_ESCALATIONS, "escalations", _escalations, shares=False),
}


def _sheet(table: Table, lens: Lens) -> Sheet:
    """In the mail the columns that tell the most, in the file all of them."""
    columns = range(len(table.heads) - 1) if table.brief is None else table.brief
    rows = [[line.name, *(line.cells[place].text for place in columns)] for line in table.lines[:SHOWN]]
    heads = [table.heads[0], *(table.heads[place + 1] for place in columns)]
    return Sheet(table.caption, heads, rows, table.hidden, lens.file_name(table.code), as_csv(table), table.wordy)
