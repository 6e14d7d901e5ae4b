"""Who may do what. One table; doors ask it, templates show only what it allows."""

from enum import StrEnum

from tenants.models import Membership
from tenants.roles import Role


class Act(StrEnum):
    SUBMIT = "submit"  # a case (R14)
    ANSWER = "answer"  # a public message
    PROPOSE_SEVERITY = "propose_severity"  # R26
    CLOSE = "close"
    REOPEN = "reopen"
    NOTE = "note"  # an internal note
    ASSIGN = "assign"  # a Case Owner
    TRIAGE = "triage"  # confirm severity, decide a proposal, refer, change the status
    REDACT = "redact"
    SEE_QUEUE = "see_queue"
    SEE_ESCALATIONS = "see_escalations"
    SEE_FIGURES = "see_figures"
    SEE_MAILS = "see_mails"  # which failed, and why; send them again


_DESK = {Role.AGENT, Role.MANAGER, Role.ADMINISTRATOR}
_COLLEAGUES = {Role.PRODUCT_MANAGER, Role.CONSULTANT, Role.ACCOUNT_MANAGER}
_CONTACT = {Role.DESIGNATED_CONTACT}

_ALLOWED: dict[Act, set[Role]] = {
    Act.SUBMIT: _CONTACT,
    Act.ANSWER: _DESK | _COLLEAGUES | _CONTACT,
    Act.PROPOSE_SEVERITY: _DESK | _COLLEAGUES | _CONTACT,
    Act.CLOSE: _DESK | _COLLEAGUES | _CONTACT,
    Act.REOPEN: _DESK | _COLLEAGUES | _CONTACT,
    Act.NOTE: _DESK | _COLLEAGUES,
    Act.ASSIGN: _DESK | _COLLEAGUES,
    Act.TRIAGE: _DESK | _COLLEAGUES,
    Act.REDACT: {Role.MANAGER, Role.ADMINISTRATOR},
    Act.SEE_QUEUE: _DESK | _COLLEAGUES,
    Act.SEE_ESCALATIONS: {Role.MANAGER, Role.ADMINISTRATOR},
    # Account managers have no partners of their own yet, so there is nothing to narrow theirs to.
    Act.SEE_FIGURES: {Role.MANAGER, Role.ADMINISTRATOR},
    Act.SEE_MAILS: {Role.ADMINISTRATOR},
}


def may(membership: Membership, act: Act) -> bool:
    """Whether the role of an active membership allows the act, on anything that its scope shows."""
    return membership.active and Role(membership.role) in _ALLOWED[act]
