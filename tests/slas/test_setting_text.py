"""A vendor's settings of surveys: read with their sources, refused with line and reason, or left out."""

import pytest

from slas import setting_text
from slas.policy_text import parse
from surveys import limits
from surveys.terms import DEFAULTS
from tests.slas.test_policy_text import TEXT, changed, faults, line_of


def test_revalizes_settings_of_surveys():
    settings = {name: row for name, row in parse(TEXT, "revalize.yaml").settings.items() if name.startswith("survey")}
    assert {name: row.value for name, row in settings.items()} == {
        "survey_enabled": True,
        "survey_delay": {"number": 1, "unit": "hours"},
        "survey_expiry_days": 14,
        "survey_reminder_days": 4,
        "survey_low_rating": 2,
        "survey_follow_up": {"number": 8, "unit": "hours"},
        "survey_sharing": [
            {"to": "product-management", "question": "quality", "at_most": 2},
            {"to": "professional-services", "case_type": "services"},
            {"to": "professional-services", "referred": True},
        ],
    }
    assert [name for name, row in settings.items() if not row.assumption] == ["survey_enabled"]
    assert settings["survey_enabled"].source.startswith("R40")


def test_the_defaults_are_what_the_files_say():
    """surveys.terms holds them for a vendor whose file is silent."""
    assert {name: parse(TEXT, "revalize.yaml").settings[name].value for name in DEFAULTS} == DEFAULTS


def test_all_of_them_may_be_left_out():
    start = TEXT.index("    # How closed cases are asked about")
    text = TEXT[:start] + TEXT[TEXT.index("\npolicy:", start) :]
    assert not [name for name in parse(text, "acme.yaml").settings if name.startswith("survey")]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("survey_enabled: {value: true", "survey_enabled: {value: maybe", "“maybe” is neither true nor false"),
        (
            "survey_delay: {value: 1 hour",
            "survey_delay: {value: soon",
            "“soon” is no amount of business time such as “2 hours” or “3 days”",
        ),
        (
            "survey_reminder_days: {value: 4",
            "survey_reminder_days: {value: 14",
            "A survey's reminder comes before its end",
        ),
        (
            "survey_low_rating: {value: 2",
            "survey_low_rating: {value: 5",
            "“5” is not a whole number from 1 to 4",
        ),
        (
            "{to: product-management, question: quality, at_most: 2}",
            "{to: marketing, question: quality, at_most: 2}",
            "The department “marketing” is unknown (known: development, product-management, professional-services)",
        ),
        (
            "{to: product-management, question: quality, at_most: 2}",
            "{to: development, question: quality, at_most: 2}",
            "Nobody would hear of it: give the department “development” a role",
        ),
        (
            "survey_follow_up: {value: 8 hours",
            "survey_follow_up: {value: 501 hours",
            "“501 hours” is longer than 500 hours",
        ),
        (
            "{to: product-management, question: quality, at_most: 2}",
            "{to: product-management, question: quality}",
            "“question” and “at_most” belong together",
        ),
        (
            "{to: professional-services, case_type: services}",
            "{to: professional-services, case_type: party}",
            "The case type “party” is unknown (known: enhancement, problem, question, services)",
        ),
    ],
)
def test_what_cannot_be_is_refused_at_its_line(old, new, reason):
    assert [(fault.line, fault.reason) for fault in faults(changed(old, new))] == [(line_of(old), reason)]


def test_a_file_and_the_page_know_the_same_longest_time():
    assert setting_text.LONGEST == limits.AMOUNT
