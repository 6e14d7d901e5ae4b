"""Reads a vendor's YAML text, and refuses it as a whole with file, line and reason for all that is wrong."""

import re

from slas.calendar_text import calendar
from slas.calendars import CalendarDefinition
from slas.list_text import SECTIONS, list_rows, products
from slas.marked import Place, Text
from slas.plan_text import plans, severities
from slas.policy import Policy, Region, Section, Setting, VendorText
from slas.row_text import once, sourced
from slas.terms import SeverityRule

_SETTINGS = "close_after_business_days contact_transfer_days contact_transfer_rule severity_rule"
_MAIL_SETTINGS = "mail_address mail_case"
# What a case that comes by mail is given: the field and the list that its code is in.
_MAIL_CASE = {
    "case_type": "case_type", "environment": "environment", "impact": "impact", "product": "", "severity": "",
}  # fmt: skip
_ADDRESS = re.compile(r"[^@\s<>,;]{1,64}@[A-Za-z0-9.-]{1,190}")


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
    settings_places = vendor["settings"].mapping(_SETTINGS, _MAIL_SETTINGS)
    settings = {name: _setting(name, place) for name, place in settings_places.items()}
    found = VendorText(
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
    if "mail_case" in settings:
        _check_mail_case(settings_places["mail_case"], found)
    return found


def _check_mail_case(place: Place, text: VendorText) -> None:
    """Every code of the setting is one of the vendor's own, and the severity fits the environment."""
    value = text.settings["mail_case"].value
    known = {name: {row.code for row in text.lists.get(kind, ())} for name, kind in _MAIL_CASE.items()}
    known["product"] = {product.code for product in text.products}
    known["severity"] = {severity.code for severity in text.policy.severities}
    for name, code in value.items():
        if code not in known[name]:
            place.fault(f"mail_case: the {name.replace('_', ' ')} “{code}” is unknown")
    reserved = {severity.code for severity in text.policy.severities if severity.production_only}
    if value.get("severity") in reserved:
        place.fault("mail_case: a severity for production only cannot be assumed")


def _setting(name: str, place: Place) -> Setting:
    keys = place.mapping("value", "source assumption")
    value: int | str | dict[str, str]
    if name == "mail_address":
        value = keys["value"].text(255)
        if not _ADDRESS.fullmatch(value):
            keys["value"].fault(f"“{value}” is no mail address")
    elif name == "mail_case":
        value = {field: part.code() for field, part in keys["value"].mapping("", " ".join(_MAIL_CASE)).items()}
    elif name == "severity_rule":
        value = keys["value"].choice(tuple(rule.value for rule in SeverityRule))
    elif name == "contact_transfer_rule":
        value = keys["value"].choice(("at_least", "within"))
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
