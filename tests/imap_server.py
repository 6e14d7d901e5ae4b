"""A real IMAP server for the tests: pymap in a process of its own, with its mailbox in memory."""

import imaplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from launch import ports

USER, PASSWORD = "support@portal.example", "se,cret/word"


@dataclass
class Inbox:
    """A folder of the server."""

    port: int
    folder: str = "INBOX"

    @property
    def url(self) -> str:
        return f"imap://support%40portal.example:se%2Ccret%2Fword@127.0.0.1:{self.port}/{self.folder}"

    def talk(self) -> imaplib.IMAP4:
        imap = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        imap.login(USER, PASSWORD)
        return imap

    def put(self, *mails: bytes, flags: str = "") -> None:
        with self.talk() as imap:
            for mail in mails:
                status, said = imap.append(self.folder, flags, "", mail)
                assert status == "OK", said

    def renew(self) -> None:
        """Empty, and counting anew."""
        with self.talk() as imap:
            imap.delete(self.folder)
            imap.create(self.folder)

    def unseen(self) -> int:
        with self.talk() as imap:
            imap.select(self.folder, readonly=True)
            return len(imap.search(None, "UNSEEN")[1][0].split())


@contextmanager
def open_inbox() -> Iterator[Inbox]:
    inbox = Inbox(ports.any_free())
    command = [sys.executable, "-c", "from pymap.main import main; main()"]
    options = ["--host", "127.0.0.1", "--port", str(inbox.port), "--no-tls"]
    backend = ["dict", "--demo-user", USER, "--demo-password", PASSWORD]
    server = subprocess.Popen([*command, *options, *backend], stdout=subprocess.DEVNULL)
    try:
        _await(inbox, server)
        yield inbox
    finally:
        server.kill()
        server.wait()


def _await(inbox: Inbox, server: subprocess.Popen) -> None:
    while True:
        if server.poll() is not None:
            raise RuntimeError(f"The IMAP server ended with {server.returncode}")
        try:
            inbox.talk().logout()
            return
        except OSError:
            time.sleep(0.05)
