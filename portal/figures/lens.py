"""What a page of figures shows, as its address says it: a period, and whose cases. It can be sent to a colleague."""

from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.figures.asking import Scope
from cases.figures.periods import LONGEST, Named, Period, named
from cases.figures.rules import allows_agents, mark_of
from portal.gates import Door
from portal.instants import worded
from portal.typed import is_id
from tenants.models import Membership, Partner


@dataclass(frozen=True)
class Lens:
    """`typed` and `errors` belong to the fields from and to, where these were no period."""

    door: Door
    period: Period
    partner: Partner | None = None
    owner: Membership | None = None
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, door: Door, given: QueryDict) -> "Lens":
        """Raises Http404 for a partner or owner that is not the vendor's, PermissionDenied for an owner where the
        vendor tells no figures of single people.
        """
        typed = {name: given.get(name, "")[:20] for name in ("from", "to")}
        period, errors = _period(given.get("period", ""), typed, door.now)
        if given.get("owner") and not allows_agents(door.vendor):
            raise PermissionDenied
        partner = _found(Partner.objects.all(), given.get("partner", ""))
        owner = _found(Membership.objects.of_vendor_side(), given.get("owner", "")) if partner is None else None
        return cls(door, period, partner, owner, typed if errors else {}, errors)

    @property
    def scope(self) -> Scope:
        partner, owner = self.partner, self.owner
        return Scope(self.door.vendor.pk, partner.pk if partner else None, owner.pk if owner else None)

    @property
    def mark(self) -> int:
        return mark_of(self.door.vendor)

    @property
    def whose(self) -> str:
        """The name of the partner or owner, "" for all."""
        one = self.partner or self.owner
        return one.name if one else ""

    def file_name(self, code: str) -> str:
        """Of a table's CSV."""
        return f"{self.door.vendor.slug}-{code}-{self.period.first}-{self.period.last}.csv"

    def query(self, period: Period | None = None, **more: str) -> str:
        """The same view as an address' query. A period that is given stands with its days: such a link stays true."""
        if period is None and self.period.name != Named.OWN:
            said = {"period": self.period.name.value}
        else:
            shown = period or self.period
            said = {"from": shown.first.isoformat(), "to": shown.last.isoformat()}
        said |= {"partner": str(self.partner.pk)} if self.partner else {}
        said |= {"owner": str(self.owner.pk)} if self.owner else {}
        return urlencode({**said, **{name: value for name, value in more.items() if value}})


def _found(rows, word: str):
    if not word:
        return None
    row = rows.filter(pk=int(word)).first() if is_id(word) else None
    if row is None:
        raise Http404
    return row


def _period(name: str, typed: dict[str, str], now: datetime) -> tuple[Period, dict[str, str]]:
    zone = ZoneInfo(timezone.get_current_timezone_name())
    default = named(Named.FOUR_WEEKS, now, zone)
    if name in (Named.FOUR_WEEKS, Named.WEEK, Named.MONTH, Named.QUARTER):
        return named(Named(name), now, zone), {}
    if not any(typed.values()):
        return default, {}
    days, errors = {}, {}
    for field_name, text in typed.items():
        try:
            days[field_name] = date.fromisoformat(text)
        except ValueError:
            errors[field_name] = _("Write a date as 2026-04-14.")
    if not errors and not date(2000, 1, 1) <= days["from"] <= date(2100, 1, 1):
        errors["from"] = _("Choose a day from the year 2000 on.")
    elif not errors and days["to"] < days["from"]:
        errors["to"] = _("This is before the first day.")
    elif not errors and (days["to"] - days["from"]).days >= LONGEST:
        errors["to"] = _("Choose two years at most.")
    return (default if errors else Period(days["from"], days["to"], zone)), errors


def in_words(period: Period) -> str:
    """ "9 February 2026 to 5 April 2026"."""
    first, last = worded(period.first, "date"), worded(period.last, "date")
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
