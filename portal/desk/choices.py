"""What a queue can be narrowed to, and the vendor's words for the codes on its rows."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _

from cases.models import Status
from contacts.models import Product, Region
from slas.models import CalendarVersion
from slas.terms import Severity
from slas.versions import known_calendars, policy_in_force, table_of
from tenants.models import ListEntry, Membership, Partner, Vendor, in_language

LISTS = [
    ListEntry.Name.CASE_TYPE,
    ListEntry.Name.CATEGORY,
    ListEntry.Name.IMPACT,
    ListEntry.Name.ENVIRONMENT,
    ListEntry.Name.CAUSE,
    ListEntry.Name.DEPARTMENT,
    ListEntry.Name.ESCALATION_LEVEL,
]


@dataclass(frozen=True)
class Choices:
    """Read once for a page; each property is one query."""

    vendor: Vendor
    now: datetime

    @cached_property
    def owners(self) -> list[Membership]:
        return list(Membership.objects.case_owners().order_by("name", "pk"))

    @cached_property
    def partners(self) -> list[Partner]:
        return list(Partner.objects.order_by("name"))

    @cached_property
    def products(self) -> list[Product]:
        return list(Product.objects.order_by("position", "name"))

    @cached_property
    def regions(self) -> list[Region]:
        return list(Region.objects.order_by("position"))

    @cached_property
    def calendars(self) -> dict[str, CalendarVersion]:
        """The newest versions of the regions' calendars, by code."""
        return known_calendars(self.vendor.pk, (region.calendar for region in self.regions))

    @cached_property
    def severities(self) -> list[Severity]:
        """The scale of the policy in force, worst first."""
        table = table_of(policy_in_force(self.vendor.pk, self.now))
        return sorted(table.severities, key=lambda severity: severity.rank)

    @cached_property
    def entries(self) -> dict[tuple[str, str], ListEntry]:
        """Entries of the vendor's lists by list and code, inactive ones too: old cases still name them."""
        rows = ListEntry.objects.filter(list__in=LISTS).order_by("list", "rank")
        return {(row.list, row.code): row for row in rows}

    def label(self, name: str, code: str) -> str:
        """The entry's label, or the code where the list has lost it."""
        entry = self.entries.get((name, code))
        return entry.label if entry else code

    def all(self, name: str) -> list[ListEntry]:
        """The entries of a list, inactive ones too, in its order."""
        return [entry for (of, _code), entry in self.entries.items() if of == name]

    def offered(self, name: str) -> list[ListEntry]:
        """The active entries of a list, in its order."""
        return [entry for entry in self.all(name) if entry.active]

    def level(self, level: int) -> str:
        """ "level 2, Support manager": the vendor's own name of an escalation level (R35)."""
        named = [entry.label for entry in self.offered(ListEntry.Name.ESCALATION_LEVEL) if entry.rank == level]
        number = _("level %(level)d") % {"level": level}
        return f"{number}, {named[0]}" if named else number

    def of_filters(self) -> dict[str, list[tuple[str, str]]]:
        """(value, label) of every filter, in the filters' order."""
        return {
            "owner": [("me", _("Me")), ("none", _("Nobody")), *((str(p.pk), p.name) for p in self.owners)],
            "status": [(status.value, STATUS_WORDS[status]()) for status in Status],
            "severity": [(s.code, f"{s.code} {in_language(s.name.en, s.name.de)}") for s in self.severities],
            "environment": [(entry.code, entry.label) for entry in self.offered(ListEntry.Name.ENVIRONMENT)],
            "category": [(entry.code, entry.label) for entry in self.offered(ListEntry.Name.CATEGORY)],
            "product": [(str(product.pk), product.name) for product in self.products],
            "partner": [(str(partner.pk), partner.name) for partner in self.partners],
            "region": [(region.code, region.name) for region in self.regions],
            "escalated": [("yes", _("Yes"))],
        }


# The vendor's side says "us" where the model says "the vendor".
STATUS_WORDS = {
    Status.NEW: lambda: _("New"),
    Status.OPEN: lambda: _("With us"),
    Status.WAITING: lambda: _("Waiting on partner"),
    Status.REFERRED: lambda: _("With another department"),
    Status.RESOLVED: lambda: _("Resolved"),
    Status.CLOSED: lambda: _("Closed"),
}
