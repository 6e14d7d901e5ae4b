"""What is told to whom, and how each person wants to hear it."""

from notifications.models.delivery import Channel, Delivery, State, Why
from notifications.models.inbound import DeadAddress, Inbound, InboundMail, Mailbox, Reason
from notifications.models.notice import NEWS, Hours, Notice, NoticeKind, NoticeState
from notifications.models.notice_effect import NoticeCase, NoticeClosure
from notifications.models.notice_reach import NoticeAudience, NoticePartner, NoticeRead
from notifications.models.notice_version import NoticeVersion
from notifications.models.password_letter import PasswordLetter
from notifications.models.preference import Preference
from notifications.models.report import ScheduledReport

__all__ = [
    "NEWS",
    "Channel",
    "DeadAddress",
    "Delivery",
    "Hours",
    "Inbound",
    "InboundMail",
    "Mailbox",
    "Notice",
    "NoticeAudience",
    "NoticeCase",
    "NoticeClosure",
    "NoticeKind",
    "NoticePartner",
    "NoticeRead",
    "NoticeState",
    "NoticeVersion",
    "PasswordLetter",
    "Preference",
    "Reason",
    "ScheduledReport",
    "State",
    "Why",
]
