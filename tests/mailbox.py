"""A real SMTP server for the tests: it keeps what it takes, and refuses what it is told to refuse."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller

from launch import ports


@dataclass
class Mailbox:
    """`mails` in the order of their coming. refuse: the answer for an address, "550 5.1.1 no such user"."""

    mails: list[EmailMessage] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    port: int = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if address in str(mail["To"])]


@contextmanager
def open_mailbox() -> Iterator[Mailbox]:
    """Listens on a free port of the loopback until the block ends."""
    mailbox = Mailbox(port=ports.any_free())
    controller = Controller(mailbox, hostname=ports.LOOPBACK, port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
