"""What is told to whom, and how each person wants to hear it."""

from notifications.models.delivery import Channel, Delivery, State, Why
from notifications.models.notice import (
    NEWS,
    Hours,
    Notice,
    NoticeAudience,
    NoticeCase,
    NoticeClosure,
    NoticeKind,
    NoticePartner,
    NoticeRead,
    NoticeState,
    NoticeVersion,
)
from notifications.models.preference import Preference

__all__ = [
    "NEWS",
    "Channel",
    "Delivery",
    "Hours",
    "Notice",
    "NoticeAudience",
    "NoticeCase",
    "NoticeClosure",
    "NoticeKind",
    "NoticePartner",
    "NoticeRead",
    "NoticeState",
    "NoticeVersion",
    "Preference",
    "State",
    "Why",
]
