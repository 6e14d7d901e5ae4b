"""A page of figures: its sections, and its tables by code."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from cases.figures.periods import Named
from cases.figures.rules import allows_agents
from cases.models import FiguresDue
from cases.models.figures import What
from portal.figures import headline
from portal.figures.attainment import attainment
from portal.figures.each import by_agent, by_partner
from portal.figures.flow import flow
from portal.figures.lens import Lens
from portal.figures.material import Material
from portal.figures.promises import promises
from portal.figures.satisfaction import satisfaction
from portal.figures.tables import Table
from portal.figures.turns import turns
from slas.terms import MilestoneKind

PERIODS: dict[Named, Callable[[], str]] = {
    Named.FOUR_WEEKS: lambda: _("4 weeks"),
    Named.WEEK: lambda: _("Last week"),
    Named.MONTH: lambda: _("Last month"),
    Named.QUARTER: lambda: _("Last quarter"),
}


def sections(lens: Lens) -> dict[str, Any]:
    """Everything that the page draws. A section that has nothing to say is None."""
    material = Material(lens)
    narrowed = lens.partner or lens.owner
    is_empty = not (material.rows or material.backlog_before)
    return {
        "tiles": headline.tiles(material),
        "attainments": [attainment(kind, material) for kind in material.kinds()],
        "partners": None if narrowed else by_partner(material),
        "agents": by_agent(material) if allows_agents(lens.door.vendor) and not narrowed else None,
        "turns": turns(material),
        "flow": flow(material),
        "promises": promises(material),
        "satisfaction": satisfaction(material),
        "is_empty": is_empty,
        "is_counting": is_empty and FiguresDue.objects.filter(vendor=lens.door.vendor).exists(),
    }


def table(lens: Lens, code: str) -> Table | None:
    """One table of the page by its code; None where the page has none of that name."""
    material = Material(lens)
    if code in set(MilestoneKind):
        return attainment(MilestoneKind(code), material).table
    if code == "agents" and not allows_agents(lens.door.vendor):
        return None
    known: dict[str, Callable[[], Any]] = {
        "main": lambda: headline.as_table(headline.tiles(material)),
        "partners": lambda: by_partner(material).table,
        "agents": lambda: by_agent(material).table,
        "turns": lambda: getattr(turns(material), "table", None),
        "flow": lambda: flow(material).table,
        "promises": lambda: promises(material),
        "satisfaction": lambda: getattr(satisfaction(material), "table", None),
        "responses": lambda: getattr(satisfaction(material), "responses", None),
    }
    return known[code]() if code in known else None


# What a figure of the page counts: the contributions behind it.
FIGURES: dict[str, tuple[What, ...]] = {
    **{what.value: (what,) for what in What},
    "decided": (What.MET, What.LATE),
}
