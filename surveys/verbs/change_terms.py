"""An administrator changes how closed cases are asked about."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases.refusals import Refused
from surveys.terms import DEFAULTS, value_of
from surveys.wanted import checked_terms, offered
from tenants.models import Membership, SettingChange, Vendor
from tenants.vendor_settings import write_settings


def change_terms(wanted: Mapping[str, Any], *, by: Membership, at: datetime, seen: int) -> list[SettingChange]:
    """Writes what differs, each with its row; returns the rows. `seen`: the last change (last_change) that `by` knew.

    A new delay counts for cases closed from then on, the rest for surveys sent from then on. Raises Incomplete by
    field, and Refused where somebody else changed something meanwhile.
    """
    values = checked_terms(wanted, offered())
    with transaction.atomic():
        vendor = Vendor.objects.select_for_update(no_key=True).get(pk=by.vendor_id)
        last = changes_of_terms().last()
        if last and last.pk != seen:
            who = last.by.name if last.by else _("The vendor’s file")
            words = _("%(name)s changed something here meanwhile. Look at it, and save again if yours is to count.")
            raise Refused(words % {"name": who})
        differing = {name: value for name, value in values.items() if value != value_of(vendor.settings, name)}
        # What was in force at an instant is read off these rows: a clock that goes back must not reorder them.
        return write_settings(vendor, differing, by=by, at=max(at, last.at) if last else at)


def changes_of_terms():
    """The changes of surveys' settings, the oldest first, in the vendor's scope."""
    return SettingChange.objects.filter(name__in=list(DEFAULTS)).select_related("by").order_by("pk")


def last_change() -> int:
    """The id of the last one, 0 where there is none."""
    last = changes_of_terms().last()
    return last.pk if last else 0
