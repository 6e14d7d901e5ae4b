"""Reads a vendor's YAML text, and refuses it as a whole with file, line and reason for all that is wrong."""

from slas.calendar_text import calendar
from slas.calendars import CalendarDefinition
from slas.list_text import SECTIONS, list_rows, products
from slas.marked import Place, Text
from slas.plan_text import plans, severities
from slas.policy import Policy, Region, Section, Setting, VendorText
from slas.row_text import once, sourced
from slas.terms import SeverityRule

_SETTINGS = "close_after_business_days contact_transfer_days contact_transfer_rule severity_rule"
# Of managers' figures. Without them: no figures by agent, and a mark at 95 in a hundred.
_FIGURES = "figures_by_agent figures_mark_percent"


def parse(text: str, file: str) -> VendorText:
    """The vendor of a YAML text. `file` is how faults name it. Raises PolicyError with every fault found."""
    source = Text(file)
    found = _vendor_text(source.root(text))
    source.refuse_faults()
    return found


def _vendor_text(root: Place) -> VendorText:
    sections = "vendor policy calendars regions severities plans products " + " ".join(SECTIONS)
    keys = root.mapping(sections)
    calendars = tuple(calendar(place) for place in keys["calendars"].items())
    once(keys["calendars"], [definition.code for definition in calendars], "calendar")
    vendor = keys["vendor"].mapping("slug name accent_hue languages first_case_number settings")
    settings = {name: _setting(name, place) for name, place in vendor["settings"].mapping(_SETTINGS, _FIGURES).items()}
    return VendorText(
        slug=vendor["slug"].code(),
        name=vendor["name"].text(80),
        accent_hue=vendor["accent_hue"].integer(0, 359),
        languages=tuple(place.choice(("en", "de")) for place in vendor["languages"].items()),
        first_case_number=vendor["first_case_number"].integer(1, 99_999_999),
        policy=_policy(keys, calendars, settings),
        calendars=calendars,
        regions=_regions(keys["regions"], calendars),
        products=products(keys["products"]),
        settings=settings,
        lists={name: list_rows(section, keys[section]) for section, name in SECTIONS.items()},
    )


def _setting(name: str, place: Place) -> Setting:
    keys = place.mapping("value", "source assumption")
    value: int | str
    if name == "severity_rule":
        value = keys["value"].choice(tuple(rule.value for rule in SeverityRule))
    elif name == "contact_transfer_rule":
        value = keys["value"].choice(("at_least", "within"))
    elif name == "figures_by_agent":
        value = keys["value"].boolean()
    elif name == "figures_mark_percent":
        value = keys["value"].integer(1, 100)
    else:
        value = keys["value"].integer(1, 365)
    return Setting(value, *sourced(keys, place))


def _policy(keys: dict[str, Place], calendars: tuple[CalendarDefinition, ...], settings: dict[str, Setting]) -> Policy:
    policy = keys["policy"].mapping("title revised effective_from sections", "source assumption")
    scale = severities(keys["severities"])
    source, assumption = sourced(policy, keys["policy"])
    return Policy(
        title=policy["title"].words(120),
        revised=policy["revised"].date(),
        effective_from=policy["effective_from"].date(),
        severities=scale,
        plans=plans(keys["plans"], scale, {definition.code for definition in calendars}),
        sections=tuple(_section(place) for place in policy["sections"].items()),
        severity_rule=SeverityRule(settings["severity_rule"].value),
        source=source,
        assumption=assumption,
    )


def _section(place: Place) -> Section:
    keys = place.mapping("code title body", "source assumption")
    return Section(keys["code"].code(), keys["title"].words(120), keys["body"].words(), *sourced(keys, place))


def _regions(place: Place, calendars: tuple[CalendarDefinition, ...]) -> tuple[Region, ...]:
    codes = {definition.code for definition in calendars}
    regions = []
    for row in place.items():
        keys = row.mapping("code name calendar", "source assumption")
        calendar_code = keys["calendar"].code()
        if calendar_code and calendar_code not in codes:
            keys["calendar"].fault(f"The calendar “{calendar_code}” is unknown")
        regions.append(Region(keys["code"].code(), keys["name"].words(80), calendar_code, *sourced(keys, row)))
    if not regions:
        place.fault("A vendor has at least one region")
    once(place, [region.code for region in regions], "region")
    return tuple(regions)
