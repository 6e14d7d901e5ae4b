"""The vendor sorts a case anew: services go to Professional Services, support comes back from there (V13 to V15)."""

import pytest

from cases.models import Case, CaseEvent
from cases.refusals import Refused
from cases.verbs.change_category import change_category
from cases.verbs.close import close
from cases.verbs.refer import refer
from cases.verbs.wait_for_partner import wait_for_partner
from notifications.audience import hearers
from notifications.people import People
from tenants.scope import working
from tests.cast import TUESDAY, submitted


@pytest.fixture
def desk(cast):
    cast.agent = cast.velixo.agent
    with working(cast.velixo.vendor):
        yield cast


def change(desk, case, category):
    event = change_category(case, category, by=desk.agent, at=TUESDAY)
    return event, Case.objects.get(pk=case.pk)


def log(case):
    return list(CaseEvent.objects.filter(case=case).order_by("position").values_list("kind", flat=True))


def told(case, kind):
    event = CaseEvent.objects.get(case=case, kind=kind)
    return {hearer.membership.name for hearer in hearers(event, People([event.pk]))}


def test_another_support_category_is_written_down_and_nobody_is_told(desk):
    case = submitted(desk.sarto, category="error-messages")
    event, now = change(desk, case, "how-to")
    assert (now.category, now.status) == ("how-to", "new")
    assert (event.kind, event.data) == (
        "categorised",
        {"category": "how-to", "before": "error-messages", "services": False, "was_services": False},
    )
    assert told(case, "categorised") == set()


def test_what_is_services_goes_to_professional_services_as_at_submission(desk):
    case = submitted(desk.sarto)
    _event, now = change(desk, case, "training")
    assert (now.category, now.status, now.department) == ("training", "referred", "professional-services")
    assert log(case) == ["received", "categorised", "referred"]
    assert desk.sarto.contact.name in told(case, "categorised")
    # One word to the partner, and the department hears of its new case.
    assert desk.sarto.contact.name not in told(case, "referred")
    assert desk.velixo.staff["consultant"].name in told(case, "referred")


def test_what_turns_out_to_be_support_comes_back(desk):
    case = submitted(desk.sarto, category="training")
    _event, now = change(desk, case, "error-messages")
    assert (now.status, now.department) == ("open", "")
    assert log(case)[-2:] == ["categorised", "returned"]
    assert desk.sarto.contact.name in told(case, "categorised")


def test_a_case_with_another_department_stays_there_when_it_is_support(desk):
    case = submitted(desk.sarto)
    refer(case, "product-management", by=desk.agent, at=TUESDAY)
    _event, now = change(desk, case, "how-to")
    assert (now.status, now.department) == ("referred", "product-management")


def test_a_case_that_waited_goes_to_the_department_and_its_clock_goes_on(desk):
    case = submitted(desk.sarto)
    wait_for_partner(case, by=desk.agent, at=TUESDAY)
    _event, now = change(desk, case, "training")
    assert now.status == "referred"
    assert log(case)[-3:] == ["categorised", "referred", "returned"]


def test_the_same_category_changes_nothing_and_an_unknown_one_is_refused(desk):
    case = submitted(desk.sarto, category="training")
    assert change_category(case, "training", by=desk.agent, at=TUESDAY) is None
    for code in ("nonsense", ""):
        with pytest.raises(Refused, match="Choose a category") as refused:
            change_category(case, code, by=desk.agent, at=TUESDAY)
        assert refused.value.field == "category"


def test_a_case_that_is_over_keeps_its_category(desk):
    case = submitted(desk.sarto, category="training")
    close(case, by=desk.agent, at=TUESDAY)
    with pytest.raises(Refused, match="Reopen it first"):
        change_category(case, "how-to", by=desk.agent, at=TUESDAY)
