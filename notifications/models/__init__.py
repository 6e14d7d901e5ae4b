"""What is told to whom, and how each person wants to hear it."""

from notifications.models.delivery import Channel, Delivery, State, Why
from notifications.models.preference import Preference

__all__ = ["Channel", "Delivery", "Preference", "State", "Why"]
