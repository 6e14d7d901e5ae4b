"""A mail server to be killed: python -m tests.kill.post <port> <record>

Whatever it acknowledges it has written down first, and for good: one line with the Message-ID, or with "other".
"""

import os
import sys
from email import message_from_bytes
from pathlib import Path
from threading import Event

from aiosmtpd.controller import Controller

READY = "post: open"


class Clerk:
    def __init__(self, record: Path) -> None:
        self.record = record.open("ab", buffering=0)

    async def handle_DATA(self, server, session, envelope) -> str:
        mail = message_from_bytes(envelope.content)
        self.record.write(f"{mail['Message-ID']}\n".encode())
        os.fsync(self.record.fileno())
        return "250 written down"


if __name__ == "__main__":
    Controller(Clerk(Path(sys.argv[2])), hostname="127.0.0.1", port=int(sys.argv[1])).start()
    print(READY, flush=True)
    Event().wait()
