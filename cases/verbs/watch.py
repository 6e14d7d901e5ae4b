"""Puts a person on copy: told of every further update (V17)."""

from datetime import datetime

from django.utils.translation import gettext as _

from cases.changing import changing
from cases.models import Case, CaseEvent, EventKind, Watcher
from cases.refusals import Refused
from tenants.models import Membership


def watch(case: Case, person: Membership, *, by: Membership, at: datetime) -> CaseEvent | None:
    """Adds a watcher from the vendor's side or the case's own partner; None when on copy already.

    Raises Refused for anybody else, who could not read the case.
    """
    with changing(case, by=by, at=at) as change:
        case = change.case
        foreign = person.partner_id not in (None, case.partner_id)
        other_customer = person.customer_id is not None and person.customer_id != case.customer_id
        if person.vendor_id != case.vendor_id or foreign or other_customer or not person.active:
            raise Refused(_("%(name)s cannot read this case.") % {"name": person.name}, field="person")
        row = {"vendor_id": case.vendor_id, "partner_id": case.partner_id, "customer_id": case.customer_id}
        _watcher, new = Watcher.objects.get_or_create(**row, case=case, membership=person, defaults={"at": change.at})
        return change.record(EventKind.WATCHED, person=person.pk) if new else None
