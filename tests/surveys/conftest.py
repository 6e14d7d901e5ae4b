"""The mail of surveys goes to a real SMTP server here."""

from tests.notifications.conftest import mailbox

__all__ = ["mailbox"]
