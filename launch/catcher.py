"""A mail server that delivers nothing: it keeps the demo's mails as files, to be read in the browser.

python -P -m launch.catcher <port> <folder>
"""

import sys
import time
from email import message_from_bytes, policy
from email.utils import make_msgid
from pathlib import Path
from threading import Event

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session

from launch.ports import LOOPBACK

KEPT = 500  # the newest mails
LARGEST = 60 * 1024 * 1024  # bytes of one mail
READY = "mail: catching"


class Catcher:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: object, session: Session, envelope: Envelope) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        name = f"{time.time_ns():020d}"
        unfinished = self.folder / f"{name}.tmp"
        unfinished.write_bytes(_with_recipients(content, envelope.rcpt_tos))
        unfinished.rename(self.folder / f"{name}.eml")
        for old in sorted(self.folder.glob("*.eml"))[:-KEPT]:
            old.unlink(missing_ok=True)
        return "250 kept"


def _with_recipients(content: bytes, recipients: list[str]) -> bytes:
    """The envelope's recipients stand on top, as a mail server notes them that delivers."""
    mail = message_from_bytes(content, policy=policy.SMTP)
    tops = [f"Delivered-To: {address}" for address in recipients]
    if mail["Message-ID"] is None:
        tops.append(f"Message-ID: {make_msgid(domain='catcher.example')}")
    return "".join(f"{top}\r\n" for top in tops).encode() + content


def main(port: int, folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    Controller(Catcher(folder), hostname=LOOPBACK, port=port, data_size_limit=LARGEST).start()
    print(READY, flush=True)
    Event().wait()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
