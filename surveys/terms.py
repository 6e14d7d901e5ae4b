"""What a vendor has set for its surveys. A setting that its file leaves out has the default, an assumption."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from slas.terms import Amount, Unit
from tenants.models import Vendor

DEFAULTS: dict[str, Any] = {
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


@dataclass(frozen=True)
class Rule:
    """Feedback goes to the department `to` where all of the rule holds: the rating of `question` is at most
    `at_most`; the case is of `case_type`; the case was `referred` to that department.
    """

    to: str
    question: str = ""
    at_most: int = 0
    case_type: str = ""
    referred: bool = False


@dataclass(frozen=True)
class SurveyTerms:
    """delay: business time from the closing to the invitation. expiry and reminder: from the invitation on.
    low: a rating up to this is a task for the managers, due in follow_up of business time.
    """

    enabled: bool
    delay: Amount
    expiry: timedelta
    reminder: timedelta
    low: int
    follow_up: Amount
    sharing: tuple[Rule, ...]


def terms_of(vendor: Vendor) -> SurveyTerms:
    def read(name: str) -> Any:
        return vendor.settings.get(name, {}).get("value", DEFAULTS[name])

    return SurveyTerms(
        enabled=read("survey_enabled"),
        delay=_amount(read("survey_delay")),
        expiry=timedelta(days=read("survey_expiry_days")),
        reminder=timedelta(days=read("survey_reminder_days")),
        low=read("survey_low_rating"),
        follow_up=_amount(read("survey_follow_up")),
        sharing=tuple(Rule(**row) for row in read("survey_sharing")),
    )


def _amount(value: dict) -> Amount:
    return Amount(value["number"], Unit(value["unit"]))
