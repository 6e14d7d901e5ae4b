"""One side proposes another severity; the proposal stays on the case, and is not guaranteed (R26)."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from cases.changing import changing
from cases.filing import Upload
from cases.models import Case, CaseEvent, EventKind
from cases.refusals import Refused
from cases.severity import check_severity
from cases.verbs.say import add_message, follow_word
from tenants.models import Membership


def propose_severity(
    case: Case, severity: str, *, by: Membership, at: datetime, body: str, files: Sequence[Upload] = ()
) -> CaseEvent:
    """Records the proposal with its reason, a public message. Raises Refused where it could never be granted."""
    with changing(case, by=by, at=at) as change:
        case = change.case
        if case.is_over:
            raise Refused(_("Case %(number)s is over. Reopen it first.") % {"number": case.number})
        if case.severity == severity:
            raise Refused(_("The case has this severity already."), field="severity")
        check_severity(case, severity)
        case.severity_proposed = severity
        event = change.record(EventKind.SEVERITY_PROPOSED, severity=severity, before=case.severity)
        add_message(change, body=body, files=files)
        follow_word(change)
        return event
