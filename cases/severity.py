"""A case's severity: a row of its policy, copied with its rank and its flag."""

from django.utils.translation import gettext as _

from cases.models import Case
from cases.refusals import Refused
from slas.terms import Severity
from slas.versions import table_with_id


def check_severity(case: Case, code: str) -> Severity:
    """The severity's row of the case's own policy. Raises Refused for an unknown one, and for one that is
    reserved for production on a case from elsewhere (R21).
    """
    try:
        severity = table_with_id(case.policy_id).severity(code)
    except KeyError:
        raise Refused(_("Choose a severity from the scale."), field="severity") from None
    if severity.production_only and not case.in_production:
        words = _("%(code)s is for production only; this case is about another environment.")
        raise Refused(words % {"code": code}, field="severity")
    return severity


def set_severity(case: Case, code: str) -> None:
    """Copies the row onto the case. Raises Refused as check_severity does."""
    severity = check_severity(case, code)
    case.severity, case.severity_rank = severity.code, severity.rank
    case.production_only = severity.production_only
