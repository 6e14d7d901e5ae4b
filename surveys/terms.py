"""What a vendor has set for its surveys. A setting that nobody has given has the default, an assumption."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from slas.terms import Amount, Unit
from surveys.models import Survey
from tenants.models import Vendor
from tenants.vendor_settings import settings_at

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
    """Those in force now: what a closing and an invitation go by."""
    return _terms(vendor.settings)


def terms_for(survey: Survey) -> SurveyTerms:
    """Those in force when it was sent: what its answer brings about. A change counts for surveys sent after it."""
    return _terms(settings_at(survey.vendor, survey.invited_at)) if survey.invited_at else terms_of(survey.vendor)


def value_of(entries: Mapping[str, Any], name: str) -> Any:
    """A setting of surveys as it stands in Vendor.settings, its default where it does not."""
    return entries.get(name, {}).get("value", DEFAULTS[name])


def _terms(entries: Mapping[str, Any]) -> SurveyTerms:
    def read(name: str) -> Any:
        return value_of(entries, name)

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
