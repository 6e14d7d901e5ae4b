"""Reads mailboxes over IMAP: each message is kept here first, then marked as seen there.

How far a mailbox was read stands in our own row, by the server's ascending UIDs: what somebody reads in a mail
program is not missed, and a crash in between brings a message a second time, which is then known by its key.
"""

import imaplib
import re
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote, urlsplit

from django.conf import settings

from notifications.inbound.receiving import note_unread, receive
from notifications.models import Mailbox
from tenants.scope import unscoped

BATCH = 50  # messages asked for at a time
_SIZE = re.compile(rb"UID (\d+).*?RFC822\.SIZE (\d+)|RFC822\.SIZE (\d+).*?UID (\d+)")


class BadMailbox(ValueError):
    """The setting names no mailbox. Says what is wrong, without the password."""


class Unreachable(Exception):
    """The mailbox cannot be read now; the next sweep tries again."""


@dataclass(frozen=True)
class Account:
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    secure: bool = True

    @property
    def name(self) -> str:
        return f"{self.user}@{self.host}/{self.folder}"[:120]


def account_of(url: str) -> Account:
    """Of "imaps://user:password@host:993/INBOX". imap: is for a server on the same machine. Raises BadMailbox."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        raise BadMailbox("MAILBOX_URL: the port is no number") from None
    if parts.scheme not in ("imap", "imaps") or not parts.hostname or not parts.username:
        raise BadMailbox("MAILBOX_URL: expected imaps://user:password@host/INBOX")
    secure = parts.scheme == "imaps"
    return Account(
        host=parts.hostname,
        port=port or (993 if secure else 143),
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        secure=secure,
    )


def sweep_mailboxes(clock: Callable[[], datetime], *, seconds: float) -> tuple[int, list[str]]:
    """Reads every mailbox of the settings, about so many seconds each.

    Returns how many mails are new here, and a sentence for each mailbox that could not be read: its row says so too,
    and the others are read.
    """
    new, troubles = 0, []
    for url in settings.MAILBOXES:
        try:
            account = account_of(url)
            new += read_mailbox(account, clock, seconds=seconds)
        except BadMailbox as error:
            troubles.append(str(error))
        except Unreachable as error:
            troubles.append(f"The mailbox {account.name} cannot be read: {error}")
            _trouble(account, str(error), clock())
    return new, troubles


def read_mailbox(account: Account, clock: Callable[[], datetime], *, seconds: float) -> int:
    """Batch after batch, until nothing is left or the time is over. Raises Unreachable."""
    new, latest = 0, time.monotonic() + seconds
    try:
        with _Conversation(account) as talk:
            state = talk.state()
            while uids := talk.after(state):
                for uid, size in talk.sizes(uids[:BATCH]):
                    new += talk.take(uid, size, clock())
                    _advance(state, uid)
                    if time.monotonic() > latest:
                        break
                if time.monotonic() > latest:
                    break
            _read(state, clock(), behind=len([uid for uid in uids if uid > state.position]))
    except (OSError, imaplib.IMAP4.error, ssl.SSLError) as error:
        raise Unreachable(_words(error)) from error
    return new


class _Conversation:
    """One connection, with its folder selected."""

    def __init__(self, account: Account):
        self.account = account

    def __enter__(self) -> "_Conversation":
        account, timeout = self.account, settings.EMAIL_TIMEOUT
        self.imap = (
            imaplib.IMAP4_SSL(account.host, account.port, ssl_context=ssl.create_default_context(), timeout=timeout)
            if account.secure
            else imaplib.IMAP4(account.host, account.port, timeout=timeout)
        )
        try:
            self.imap.login(account.user, account.password)
            status, said = self.imap.select(_quoted(account.folder))
            if status != "OK":
                raise Unreachable(f"There is no folder {account.folder}: {_said(said)}")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_exc) -> None:
        with suppress(OSError, imaplib.IMAP4.error):
            self.imap.logout()

    def state(self) -> Mailbox:
        """How far it was read. Another UIDVALIDITY means that the server counts anew: then what is unread is read."""
        validity, next_uid = self._number("UIDVALIDITY"), self._number("UIDNEXT")
        with unscoped("mailboxes belong to the installation"):
            state, fresh = Mailbox.objects.get_or_create(name=self.account.name)
            if fresh or state.uidvalidity != validity:
                state.uidvalidity, state.position, state.first_new = validity, 0, next_uid
                state.save()
        return state

    def after(self, state: Mailbox) -> list[int]:
        """The UIDs that are still to be read, ascending."""
        first, new = state.position + 1, max(state.position + 1, state.first_new)
        before = self._search(f"UID {first}:{new - 1} UNSEEN") if first < new else []
        # "n:*" always means the last message too, even where its UID is below n.
        return sorted({*before, *(uid for uid in self._search(f"UID {new}:*") if uid >= new)})

    def _search(self, wanted: str) -> list[int]:
        said = self._ask("SEARCH", wanted)
        return [int(uid) for part in said if isinstance(part, bytes) for uid in part.split()]

    def sizes(self, uids: list[int]) -> list[tuple[int, int]]:
        """Each UID with its size in bytes; 0 where the server does not say."""
        said = self._ask("FETCH", ",".join(map(str, uids)), "(UID RFC822.SIZE)")
        found = {}
        for part in said:
            if match := _SIZE.search(part if isinstance(part, bytes) else b""):
                uid, size = (match[1], match[2]) if match[1] else (match[4], match[3])
                found[int(uid)] = int(size)
        return [(uid, found.get(uid, 0)) for uid in uids]

    def take(self, uid: int, size: int, now: datetime) -> bool:
        """Keeps one message, and marks it as seen after that. Of one that is too large only the head is fetched."""
        whole = size <= settings.MAX_MAIL_BYTES
        said = self._ask("FETCH", str(uid), "(BODY.PEEK[])" if whole else "(BODY.PEEK[HEADER])", must=False)
        raw = next((part[1] for part in said if isinstance(part, tuple)), None)
        if raw is None:
            name = f"{self.account.name} {uid}"
            note_unread(name, source=self.account.name, at=now, trouble=f"The mailbox did not hand over UID {uid}")
            return False
        kept = receive(raw, source=self.account.name, at=now, size=size)
        self._ask("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)", must=False)
        return kept is not None

    def _ask(self, command: str, *arguments: str, must: bool = True) -> list:
        status, said = self.imap.uid(command, *arguments)
        if status != "OK" and must:
            raise Unreachable(f"{command}: {_said(said)}")
        return [part for part in said if part] if status == "OK" else []

    def _number(self, name: str) -> int:
        _status, said = self.imap.response(name)
        return int(said[0]) if said and said[0] else 1


def _advance(state: Mailbox, uid: int) -> None:
    state.position = uid
    with unscoped("mailboxes belong to the installation"):
        state.save(update_fields=["position"])


def _read(state: Mailbox, now: datetime, *, behind: int) -> None:
    state.read_at, state.behind, state.trouble, state.trouble_since = now, behind, "", None
    with unscoped("mailboxes belong to the installation"):
        state.save(update_fields=["read_at", "behind", "trouble", "trouble_since"])


def _trouble(account: Account, words: str, now: datetime) -> None:
    with unscoped("mailboxes belong to the installation"):
        state, _fresh = Mailbox.objects.get_or_create(name=account.name)
        state.trouble, state.trouble_since = words[:400], state.trouble_since or now
        state.save(update_fields=["trouble", "trouble_since"])


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _said(said: list) -> str:
    return b" ".join(part for part in said if isinstance(part, bytes)).decode("utf-8", "replace")


def _words(error: Exception) -> str:
    text = " ".join(str(argument) for argument in error.args) or type(error).__name__
    return " ".join(text.removeprefix("b'").removesuffix("'").split())
