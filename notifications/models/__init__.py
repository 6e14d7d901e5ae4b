"""What is told to whom, and how each person wants to hear it."""

from notifications.models.delivery import Channel, Delivery, State, Why
from notifications.models.inbound import DeadAddress, Inbound, InboundMail, Mailbox, Reason
from notifications.models.preference import Preference

__all__ = [
    "Channel",
    "DeadAddress",
    "Delivery",
    "Inbound",
    "InboundMail",
    "Mailbox",
    "Preference",
    "Reason",
    "State",
    "Why",
]
