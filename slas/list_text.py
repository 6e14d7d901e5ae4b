"""Reads a vendor's products and lists: case types, impacts, environments, causes, departments and so on."""

from collections.abc import Callable
from typing import Any

from slas.marked import Place
from slas.policy import ListRow, Product, told_source
from slas.row_text import once, sourced

# What a case's form can ask for (R16); a case type names what it requires.
FIELDS = (
    "product",
    "version",
    "customer",
    "environment",
    "impact",
    "summary",
    "description",
    "steps",
    "expected",
    "observed",
    "error",
    "tried",
    "attachments",
)
# Whose department it is: the roles of the vendor's side (tenants.roles, which this floor's pure readers do not know).
ROLES = ("agent", "manager", "product_manager", "consultant", "account_manager", "administrator")
SECTIONS = {
    "case_types": "case_type",
    "impacts": "impact",
    "environments": "environment",
    "causes": "cause",
    "departments": "department",
    "first_steps": "first_step",
    "categories": "category",
    "escalation_levels": "escalation_level",
}


def _code(place: Place) -> str:
    return place.code()


def _yes(place: Place) -> bool:
    return place.boolean()


def _fields(place: Place) -> list[str]:
    return [item.choice(FIELDS) for item in place.items()]


def _tier(place: Place) -> str:
    return place.choice(("support", "services"))


def _role(place: Place) -> str:
    """The role of a department's people, who hear of what is referred to it or shared with it (R34, R37, R43)."""
    role = place.text(24)
    if role and role not in ROLES:
        place.fault(f"“{role}” is no role of the vendor's people (known: {', '.join(ROLES)})")
    return role


# The settings that rows of a list may have beside label and hint.
SETTINGS: dict[str, dict[str, Callable[[Place], Any]]] = {
    "case_type": {"required": _fields, "department": _code, "billable": _yes},
    "environment": {"production": _yes},
    "category": {"handled_by": _tier},
    "department": {"services": _yes, "role": _role},
}


def list_rows(section: str, place: Place) -> tuple[ListRow, ...]:
    """The rows of a section in their order, which is their rank."""
    readers = SETTINGS.get(SECTIONS[section], {})
    rows = tuple(_row(item, rank, readers) for rank, item in enumerate(place.items(), 1))
    once(place, [row.code for row in rows], SECTIONS[section].replace("_", " "))
    if section == "environments" and not any(row.settings.get("production") for row in rows):
        place.fault("One environment is the production one: give it “production: true”")
    return rows


def _row(place: Place, rank: int, readers: dict[str, Callable[[Place], Any]]) -> ListRow:
    keys = place.mapping("code label", "hint source assumption " + " ".join(readers))
    settings = {name: read(keys[name]) for name, read in readers.items() if name in keys}
    label, hint = keys["label"].words(200), keys["hint"].words(400) if "hint" in keys else None
    return ListRow(keys["code"].code(), rank, label, hint, settings, told_source(*sourced(keys, place)))


def products(place: Place) -> tuple[Product, ...]:
    found = tuple(_product(item) for item in place.items())
    if not found:
        place.fault("A vendor has at least one covered product")
    once(place, [product.code for product in found], "product")
    return found


def _product(place: Place) -> Product:
    keys = place.mapping("code name versions", "source assumption")
    versions = tuple(item.text(40) for item in keys["versions"].items())
    return Product(keys["code"].code(), keys["name"].text(120), versions, told_source(*sourced(keys, place)))
