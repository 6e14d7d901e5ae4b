"""The administrator's page of surveys' settings: where values come from, what is refused, what is kept, who did it."""

import re

import pytest

from tenants.models import ListEntry, SettingChange, Vendor
from tenants.scope import unscoped, working
from tests.portal.walking import page, post, text_of
from tests.surveyed import ASKED, HOUR, surveyed

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(cast):
    return cast.revalize.staff["administrator"]


def fields(response) -> dict[str, str]:
    """What the browser would send: inputs, boxes that are ticked, choices that are selected."""
    html = response.content.decode()
    html = html[html.index('class="stack settings"') : html.index("button-main")]
    found = {}
    for tag in re.findall(r"<input[^>]*>", html):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes["type"] != "checkbox":
            found[attributes["name"]] = attributes.get("value", "")
        elif " checked" in tag:
            found[attributes["name"]] = "on"
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', html, re.DOTALL):
        chosen = re.findall(r'value="([^"]*)" selected', options)
        found[name] = chosen[0] if chosen else re.findall(r'value="([^"]*)"', options)[0]
    del found["csrfmiddlewaretoken"]
    return found


def shown(ada, at=ASKED):
    return fields(page(ada, "survey_terms", at=at))


def value(name, slug="revalize"):
    with unscoped("a test reads a vendor's settings"):
        return Vendor.objects.get(slug=slug).settings[name]["value"]


def test_it_shows_what_is_in_force_and_where_it_comes_from(ada):
    answer = page(ada, "survey_terms", at=ASKED)
    found = fields(answer)
    assert (found["survey_delay"], found["survey_delay_unit"], found["survey_enabled"]) == ("1", "hours", "on")
    assert (found["rule_0_to"], found["rule_0_question"], found["rule_0_at_most"]) == (
        "product-management", "quality", "2",
    )  # fmt: skip
    assert (found["rule_1_case_type"], found["rule_2_referred"], found["rule_3_to"]) == ("services", "on", "")
    text = text_of(answer)
    assert text.count("badge-assumption") == 6
    assert "Partner Support Policy, 8 August 2024, customer satisfaction survey" in text
    assert "Product Management: 1 person with the role Product manager" in text
    assert "Development: nobody, for it has no role" in text


def test_sending_it_as_it_stands_changes_nothing(ada):
    assert post(ada, "survey_terms", at=ASKED, **shown(ada)).status_code == 302
    with working(ada.vendor):
        assert SettingChange.objects.count() == 0


def test_a_change_is_saved_and_told_with_before_and_after(ada):
    changed = {**shown(ada), "survey_delay": "2", "survey_delay_unit": "days", "rule_0_remove": "on"}
    assert post(ada, "survey_terms", at=ASKED, **changed).status_code == 302
    assert value("survey_delay") == {"number": 2, "unit": "days"}
    assert [rule["to"] for rule in value("survey_sharing")] == ["professional-services"] * 2
    text = text_of(page(ada, "survey_terms", at=ASKED + HOUR))
    assert "Changed by Ada Winter on 14 April 2026. The vendor’s file says: 1 business hour (assumption)." in text
    assert '<b>Time until the invitation</b> <span class="small muted">Ada Winter, ' in text
    assert "<dd>1 business hour</dd></div><div><dt>Since then</dt><dd>2 business days</dd>" in text
    assert "<dt>Before</dt><dd>Product Management: Quality 2 or less (Poor)</dd><dd>Professional Services: case" in text


def test_where_the_file_is_silent_the_default_is_told_as_one(ada):
    with unscoped("a test leaves a setting out"):
        vendor = Vendor.objects.get(pk=ada.vendor.pk)
        del vendor.settings["survey_expiry_days"]
        vendor.save()
    found = shown(ada)
    assert found["survey_expiry_days"] == "14"
    post(ada, "survey_terms", at=ASKED, **{**found, "survey_expiry_days": "20"})
    words = "The vendor’s file is silent; the default is: 14 days (assumption)."
    assert words in text_of(page(ada, "survey_terms", at=ASKED))


def test_a_rule_is_added_and_one_more_can_be_asked_for_without_losing_anything(ada):
    typed = {**shown(ada), "survey_expiry_days": "20", "rule_3_to": "product-management", "rule_3_question": "service"}
    more = post(ada, "survey_terms", at=ASKED, **typed, more="1")
    assert more.status_code == 200
    again = fields(more)
    assert (again["survey_expiry_days"], again["rule_3_to"], again["rule_4_to"]) == ("20", "product-management", "")
    assert value("survey_expiry_days") == 14
    post(ada, "survey_terms", at=ASKED, **{**again, "rule_3_at_most": "1"})
    assert value("survey_sharing")[3] == {"to": "product-management", "question": "service", "at_most": 1}
    assert value("survey_expiry_days") == 20


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(ada):
    typed = {**shown(ada), "survey_delay": "soon", "survey_expiry_days": "21", "survey_low_rating": "9"}
    refused = post(ada, "survey_terms", at=ASKED, **typed)
    html = refused.content.decode()
    assert refused.status_code == 422
    assert "Write a whole number." in html[html.index('id="id_survey_delay_error"') :][:300]
    assert 'id="id_survey_low_rating_error"' in html
    assert 'value="soon"' in html
    assert fields(refused)["survey_expiry_days"] == "21"
    late = post(ada, "survey_terms", at=ASKED, **{**shown(ada), "survey_reminder_days": "14"})
    assert "The reminder comes before the link ends." in text_of(late)
    assert value("survey_expiry_days") == 14


def test_two_administrators_do_not_overwrite_each_other_unseen(ada):
    mine = {**shown(ada), "survey_low_rating": "1"}
    post(ada, "survey_terms", at=ASKED, **{**shown(ada), "survey_expiry_days": "20"})
    refused = post(ada, "survey_terms", at=ASKED + HOUR, **mine)
    assert refused.status_code == 422
    assert "Ada Winter changed something here meanwhile." in text_of(refused)
    assert value("survey_low_rating") == 2
    # Who has read it and saves once more means it.
    assert post(ada, "survey_terms", at=ASKED + HOUR, **fields(refused)).status_code == 302
    assert (value("survey_low_rating"), value("survey_expiry_days")) == (1, 14)


def test_a_rule_whose_department_has_lost_its_role_is_shown_and_not_saved(ada):
    with unscoped("a test takes a department's role away"):
        ListEntry.objects.filter(vendor=ada.vendor, code="product-management").update(settings={})
    answer = page(ada, "survey_terms", at=ASKED)
    assert fields(answer)["rule_0_to"] == "product-management"
    assert "product-management (hears of nothing: not in the list, or without a role)" in text_of(answer)
    refused = post(ada, "survey_terms", at=ASKED, **fields(answer))
    assert "Choose the department that is to hear of it." in text_of(refused)


def test_it_says_what_is_under_way(cast, ada):
    surveyed(cast.revalize, cast.nordwind)
    assert "0 surveys wait to be sent. 1 can be answered now." in text_of(page(ada, "survey_terms", at=ASKED))


def test_only_administrators_find_it_in_their_menu(cast, ada):
    offered = "/revalize/settings/surveys/"
    assert offered in text_of(page(ada, "feedback", at=ASKED))
    assert offered not in text_of(page(cast.revalize.manager, "feedback", at=ASKED))
    assert page(cast.revalize.manager, "survey_terms", at=ASKED).status_code == 403
