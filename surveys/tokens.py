"""The link to a survey: it opens this one survey of this one contact, and nothing else."""

from surveys.models import Survey
from tenants.tokens import Bearer, sign


def token_of(survey: Survey) -> str:
    return sign("survey", Bearer(survey.vendor_id, survey.membership_id, survey.pk))
