"""Who may do what. One table; doors ask it, templates show only what it allows."""

from enum import StrEnum

from tenants.models import Membership
from tenants.roles import Role


class Act(StrEnum):
    SUBMIT = "submit"  # a case (R14)
    ANSWER = "answer"  # a public message
    PROPOSE_SEVERITY = "propose_severity"  # R26
    SETTLE = "settle"  # confirm or correct what was assumed of a case that came by mail
    CLOSE = "close"
    REOPEN = "reopen"
    NOTE = "note"  # an internal note
    ASSIGN = "assign"  # a Case Owner
    TRIAGE = "triage"  # confirm severity, decide a proposal, refer, change the status
    ESCALATE = "escalate"  # to management, with a reason (R28)
    DEESCALATE = "deescalate"  # a manager has seen it, and may lower the level
    ASK_MANAGER = "ask_manager"  # the partner's wish (R35)
    REDACT = "redact"
    OFFER = "offer"  # billable work (R51)
    ANSWER_OFFER = "answer_offer"  # the partner's agreement
    SEE_QUEUE = "see_queue"
    SHARE_VIEWS = "share_views"  # saved for the whole team
    SEE_ESCALATIONS = "see_escalations"
    SEE_FIGURES = "see_figures"
    SEE_MAILS = "see_mails"  # which failed, and why; send them again
    SEE_FEEDBACK = "see_feedback"  # everybody's; others see what concerns them (portal/feedback.py)
    FOLLOW_UP = "follow_up"  # take and finish what feedback asks for (R42)
    CHANGE_SETTINGS = "change_settings"  # of the vendor: how closed cases are asked about
    WRITE_NOTICES = "write_notices"  # news of the product: releases, hotfixes, beta tests
    ALERT = "alert"  # notices on incidents, maintenance and support's hours
    LINK_INCIDENT = "link_incident"  # a case with the incident that explains it


_DESK = {Role.AGENT, Role.MANAGER, Role.ADMINISTRATOR}
_COLLEAGUES = {Role.PRODUCT_MANAGER, Role.CONSULTANT, Role.ACCOUNT_MANAGER}
_CONTACT = {Role.DESIGNATED_CONTACT}

_ALLOWED: dict[Act, set[Role]] = {
    Act.SUBMIT: _CONTACT,
    Act.ANSWER: _DESK | _COLLEAGUES | _CONTACT,
    Act.PROPOSE_SEVERITY: _DESK | _COLLEAGUES | _CONTACT,
    Act.SETTLE: _DESK | _COLLEAGUES | _CONTACT,
    Act.CLOSE: _DESK | _COLLEAGUES | _CONTACT,
    Act.REOPEN: _DESK | _COLLEAGUES | _CONTACT,
    Act.NOTE: _DESK | _COLLEAGUES,
    Act.ASSIGN: _DESK | _COLLEAGUES,
    Act.TRIAGE: _DESK | _COLLEAGUES,
    Act.ESCALATE: _DESK | _COLLEAGUES,
    Act.DEESCALATE: {Role.MANAGER, Role.ADMINISTRATOR},
    Act.ASK_MANAGER: _CONTACT,
    Act.REDACT: {Role.MANAGER, Role.ADMINISTRATOR},
    # Who can speak of prices; others refer the case to them.
    Act.OFFER: {Role.CONSULTANT, Role.ACCOUNT_MANAGER, Role.MANAGER, Role.ADMINISTRATOR},
    Act.ANSWER_OFFER: _CONTACT,
    Act.SEE_QUEUE: _DESK | _COLLEAGUES,
    Act.SHARE_VIEWS: {Role.MANAGER, Role.ADMINISTRATOR},
    Act.SEE_ESCALATIONS: {Role.MANAGER, Role.ADMINISTRATOR},
    # Account managers have no partners of their own yet, so there is nothing to narrow theirs to.
    Act.SEE_FIGURES: {Role.MANAGER, Role.ADMINISTRATOR},
    Act.SEE_MAILS: {Role.ADMINISTRATOR},
    Act.SEE_FEEDBACK: {Role.MANAGER, Role.ADMINISTRATOR},
    Act.FOLLOW_UP: {Role.MANAGER, Role.ADMINISTRATOR},
    Act.CHANGE_SETTINGS: {Role.ADMINISTRATOR},
    Act.WRITE_NOTICES: {Role.MANAGER, Role.ADMINISTRATOR, Role.PRODUCT_MANAGER},
    Act.ALERT: {Role.MANAGER, Role.ADMINISTRATOR},
    Act.LINK_INCIDENT: _DESK | _COLLEAGUES,
}


def may(membership: Membership, act: Act) -> bool:
    """Whether the role of an active membership allows the act, on anything that its scope shows."""
    return membership.active and Role(membership.role) in _ALLOWED[act]
