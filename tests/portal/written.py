"""What people and vendors have written: it stands on pages as it is, whatever the reader's language."""

from collections.abc import Iterator
from typing import Any

from cases.models import Case, Message
from contacts.models import Entitlement, PartnerDesk, Product, Region
from slas.models import CalendarVersion, PolicyVersion
from tenants.models import Customer, ListEntry, Membership, Partner, Person, Vendor
from tenants.scope import unscoped

ROWS = (Vendor, Person, Membership, Partner, Customer, Product, Case, Message, Entitlement, PartnerDesk)
IN_TWO_LANGUAGES = (ListEntry, Region, PolicyVersion, CalendarVersion)


def written() -> set[str]:
    """Line by line. Of what a vendor gives in two languages, only what is the same in both."""
    with unscoped("a test reads what stands on every page"):
        rows = [row for model in (*ROWS, *IN_TWO_LANGUAGES) for row in model.objects.values()]
    return {line.strip() for row in rows for text in _texts(row) for line in text.splitlines()} - {""}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if not _differs(value, name):
                yield from _texts(each)


def _differs(row: dict, name: str) -> bool:
    """Whether this is one half of a text in two languages, and the other half says something else."""
    if name in ("en", "de"):
        return row.get("en") != row.get("de")
    stem, _, language = name.rpartition("_")
    return language in ("en", "de") and row.get(f"{stem}_en") != row.get(f"{stem}_de")
