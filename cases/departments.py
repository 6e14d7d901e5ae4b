"""A case is handed to another department; what is no support goes to Professional Services (V14, V15, R51)."""

from cases.change import Change
from cases.models import Case, CaseEvent, EventKind, Status
from tenants.models import ListEntry


def is_services(category: ListEntry | None) -> bool:
    """Whether questions of this category are services, which may be billable."""
    return category is not None and category.settings.get("handled_by") == "services"


def services_departments() -> list[str]:
    """The codes of the vendor's departments that do services; runs in the vendor's scope."""
    departments = ListEntry.objects.filter(list=ListEntry.Name.DEPARTMENT, active=True).order_by("rank")
    return [entry.code for entry in departments if entry.settings.get("services")]


def about_services(case: Case) -> bool:
    """Whether the case is with a department that does services, or its category is services."""
    if case.department and case.department in services_departments():
        return True
    return is_services(category_of(case.category))


def category_of(code: str) -> ListEntry | None:
    """The entry of the vendor's list, also one that is offered no more; None for "" and what the list has lost."""
    return ListEntry.objects.filter(list=ListEntry.Name.CATEGORY, code=code).first() if code else None


def hand_over(change: Change, department: str, *, by_nobody: bool = False, **data) -> CaseEvent:
    """Sets the locked case to "with another department". The vendor keeps the ball: no clock pauses."""
    case = change.case
    waited = case.status == Status.WAITING
    case.status, case.department = Status.REFERRED, department
    event = change.record(EventKind.REFERRED, by_nobody=by_nobody, department=department, **data)
    if waited:
        change.record(EventKind.RETURNED, before=Status.WAITING)
    return event
