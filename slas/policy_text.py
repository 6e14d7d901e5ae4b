"""Reads a vendor's YAML text, and refuses it as a whole with file, line and reason for all that is wrong."""

import re

from slas.calendar_text import calendar
from slas.calendars import CalendarDefinition
from slas.list_text import SECTIONS, list_rows, products
from slas.mail_text import check_mail_case
from slas.marked import Place, Text
from slas.plan_text import plans, severities
from slas.policy import Policy, Region, Section, Setting, VendorText
from slas.row_text import once, sourced
from slas.setting_text import settings
from slas.terms import SeverityRule


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
    vendor = keys["vendor"].mapping("slug name accent_hue languages first_case_number settings", "logo")
    lists = {name: list_rows(section, keys[section]) for section, name in SECTIONS.items()}
    heard = {row.code: "role" in row.settings for row in lists["department"]}
    chosen = settings(vendor["settings"], heard, {row.code for row in lists["case_type"]})
    found = VendorText(
        slug=vendor["slug"].code(),
        name=vendor["name"].text(80),
        accent_hue=vendor["accent_hue"].integer(0, 359),
        accent_line=vendor["accent_hue"].line,
        logo=_logo(vendor["logo"]) if "logo" in vendor else "",
        logo_line=vendor["logo"].line if "logo" in vendor else 0,
        languages=tuple(place.choice(("en", "de")) for place in vendor["languages"].items()),
        first_case_number=vendor["first_case_number"].integer(1, 99_999_999),
        policy=_policy(keys, calendars, chosen),
        calendars=calendars,
        regions=_regions(keys["regions"], calendars),
        products=products(keys["products"]),
        settings=chosen,
        lists=lists,
    )
    if "mail_case" in chosen:
        check_mail_case(vendor["settings"], found)
    return found


def _logo(place: Place) -> str:
    """The name of a file that stands beside the text."""
    name = place.text(80)
    if name and not re.fullmatch(r"[\w-]+\.(svg|png)", name):
        place.fault(f"“{name}” is no logo: name an SVG or PNG file that stands beside this one")
        return ""
    return name


def _policy(keys: dict[str, Place], calendars: tuple[CalendarDefinition, ...], chosen: dict[str, Setting]) -> Policy:
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
        severity_rule=SeverityRule(chosen["severity_rule"].value),
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
