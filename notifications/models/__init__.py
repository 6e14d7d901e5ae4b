"""What is told to whom, and how each person wants to hear it."""

from notifications.models.delivery import Channel, Delivery, State, Why
from notifications.models.preference import Preference
from notifications.models.report import ScheduledReport

__all__ = ["Channel", "Delivery", "Preference", "ScheduledReport", "State", "Why"]
