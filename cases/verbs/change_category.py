"""The vendor sorts a case anew: support or services (V2, V13 to V15)."""

from datetime import datetime

from django.utils.translation import gettext as _

from cases.change import Change
from cases.changing import changing
from cases.departments import category_of, hand_over, is_services, services_departments
from cases.models import Case, CaseEvent, EventKind, Status
from cases.refusals import Refused
from tenants.models import ListEntry, Membership


def change_category(case: Case, category: str, *, by: Membership, at: datetime) -> CaseEvent | None:
    """Sets the category, a code of the vendor's list; None when it was that already.

    What becomes services goes to Professional Services, as it would have when it was submitted; what turns out to be
    support comes back from there. The event says whether it was services, and is: that decides who is told. Raises
    Refused for an unknown category and for a case that is over.
    """
    with changing(case, by=by, at=at) as change:
        case = change.case
        listed = category_of(category)
        if listed is None or not listed.active:
            raise Refused(_("Choose a category from the list."), field="category")
        if case.category == category:
            return None
        if case.is_over:
            raise Refused(_("Case %(number)s is over. Reopen it first.") % {"number": case.number})
        before, was = case.category, is_services(category_of(case.category))
        case.category = category
        services = is_services(listed)
        event = change.record(
            EventKind.CATEGORISED, category=category, before=before, services=services, was_services=was
        )  # fmt: skip
        _follow(change, listed, services)
        return event


def _follow(change: Change, category: ListEntry, services: bool) -> None:
    case, departments = change.case, services_departments()
    with_services = case.status == Status.REFERRED and case.department in departments
    if services and not with_services and departments:
        hand_over(change, departments[0], by_nobody=True, category=category.code, sorted=True)
    elif not services and with_services:
        case.status, case.department = Status.OPEN, ""
        change.record(EventKind.RETURNED, by_nobody=True, before=Status.REFERRED)
