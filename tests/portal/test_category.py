"""Level 2 categories and services categories: chosen, told, referred, shown and filtered (V6, V13-V15, R51)."""

import re

import pytest

from cases.models import Case, CaseEvent
from cases.refusals import Incomplete
from tenants.scope import working
from tests.cast import TUESDAY, submitted
from tests.portal.walking import page, post, text_of

BILL = "Nothing is billed before you agree."


@pytest.fixture
def desk(cast):
    cast.agent, cast.contact = cast.velixo.agent, cast.sarto.contact
    return cast


def kinds(case: Case) -> list[str]:
    with working(case.vendor_id):
        return list(CaseEvent.objects.filter(case=case).values_list("kind", flat=True))


def shown(response) -> list[int]:
    return [int(number) for number in re.findall(r'id="case-(\d+)"', response.content.decode())]


def test_the_form_offers_support_and_services_apart_and_says_what_may_be_billable(desk):
    html = page(desk.contact, "new_case", at=TUESDAY).content.decode()
    assert html.index('<optgroup label="Support">') < html.index('<option value="how-to">')
    assert html.index('<optgroup label="Services, may be billable">') < html.index('<option value="training">')
    assert BILL in html


def test_a_vendor_without_categories_asks_for_none(desk):
    assert 'name="category"' not in page(desk.nordwind.contact, "new_case", at=TUESDAY).content.decode()
    assert 'name="category"' not in page(desk.revalize.agent, "queue", at=TUESDAY).content.decode()


def test_a_support_category_stays_with_support(desk):
    case = submitted(desk.sarto, category="error-messages")
    assert (case.status, case.category, kinds(case)) == ("new", "error-messages", ["received"])
    read = text_of(page(desk.agent, "case", case.number, at=TUESDAY))
    assert "Error messages" in read
    assert "services, may be billable" not in read


def test_a_services_category_is_received_and_goes_to_professional_services(desk):
    case = submitted(desk.sarto, category="training")
    assert (case.status, case.number) == ("referred", 20001)
    assert kinds(case) == ["received", "referred"]
    for reader in (desk.agent, desk.contact):
        read = text_of(page(reader, "case", case.number, at=TUESDAY))
        assert "Referred to <b>Professional Services</b>" in read
        assert "services, may be billable once the partner agrees" in read


def test_an_unknown_category_is_refused_and_none_is_fine(desk):
    with pytest.raises(Incomplete) as refused:
        submitted(desk.sarto, category="nonsense")
    assert refused.value.errors == {"category": "Choose a category from the list."}
    assert submitted(desk.sarto).category == ""


def test_the_queue_is_narrowed_to_a_category(desk):
    training = submitted(desk.sarto, category="training")
    submitted(desk.sarto, category="error-messages")
    assert shown(page(desk.agent, "queue", at=TUESDAY, category="training")) == [training.number]
    assert "Category" in text_of(page(desk.agent, "queue", at=TUESDAY))


def test_an_agent_sorts_it_anew_from_the_cases_page(desk):
    case = submitted(desk.sarto)
    html = page(desk.agent, "case", case.number, at=TUESDAY).content.decode()
    assert html.index('<optgroup label="Services, may be billable">') < html.index('<option value="training">')
    assert post(desk.agent, "case_category", case.number, at=TUESDAY, category="training").status_code == 302
    for reader in (desk.agent, desk.contact):
        told = text_of(page(reader, "case", case.number, at=TUESDAY))
        assert "sorted it as <b>Training</b>: services, which may be billable once the partner agrees" in told
        assert "Referred to <b>Professional Services</b>" in told


def test_a_category_that_is_none_comes_back_with_a_word(desk):
    case = submitted(desk.sarto)
    for code in ("", "nonsense", "x" * 99, "\x00"):
        assert post(desk.agent, "case_category", case.number, at=TUESDAY, category=code).status_code == 422
    assert post(desk.contact, "case_category", case.number, at=TUESDAY, category="training").status_code == 403


def test_a_vendor_without_categories_offers_none_on_the_case(desk):
    case = submitted(desk.nordwind)
    assert 'name="category"' not in page(desk.revalize.agent, "case", case.number, at=TUESDAY).content.decode()
