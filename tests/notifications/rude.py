"""A mail server that says what it is told to say, hangs up or says nothing: conversations as they go wrong."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from threading import Event, Thread

from launch import ports

DROP, HANG = "drop", "hang"
_POLITE = {
    "HELLO": "220 ready",
    "EHLO": "250-here\r\n250 SIZE 1000000",
    "DATA": "354 go on",
    ".": "250 taken",
    "QUIT": "221 bye",
}


@dataclass
class Rude:
    """answers: what is said next at a moment ("HELLO", "MAIL", "RCPT", "DATA", "." for the mail's end, "AFTER" for what
    follows unasked), and politely once they are used up. `taken`: the Message-IDs of whole mails, in their order.
    """

    answers: dict[str, list[str]] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    conversations: int = 0
    port: int = 0
    over: Event = field(default_factory=Event)

    def answer(self, moment: str) -> str:
        waiting = self.answers.get(moment)
        return waiting.pop(0) if waiting else _POLITE.get(moment, "250 fine")


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        rude: Rude = self.server.rude  # type: ignore[attr-defined]
        rude.conversations += 1
        if not self._say("HELLO"):
            return
        while line := self.rfile.readline():
            moment = line.split()[0].decode().upper()
            if not self._say(moment) or moment == "QUIT":
                return
            if moment == "DATA" and self._went_on:
                rude.taken.append(self._mail())
                if not self._say("."):
                    return
                if rude.answers.get("AFTER") and not self._say("AFTER"):
                    return

    def _say(self, moment: str) -> bool:
        rude: Rude = self.server.rude  # type: ignore[attr-defined]
        words = rude.answer(moment)
        if words == HANG:
            rude.over.wait()
        if words in (DROP, HANG):
            return False
        self._went_on = words.startswith("354")
        self.wfile.write(f"{words}\r\n".encode())
        return not words.startswith("421")

    def _mail(self) -> str:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return message_from_bytes(b"".join(lines))["Message-ID"]


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def open_rude() -> Iterator[Rude]:
    """Listens on a free port of the loopback until the block ends."""
    with _Server((ports.LOOPBACK, 0), _Conversation) as server:
        rude = Rude(port=server.server_address[1])
        server.rude = rude  # type: ignore[attr-defined]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield rude
        finally:
            rude.over.set()
            server.shutdown()
            thread.join()
