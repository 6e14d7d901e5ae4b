"""The demo's mails, as its catcher keeps them: read, never changed."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

from django.conf import settings

NAME = re.compile(r"\d{20}")
SHOWN = 100  # the newest ones
# Headers that a reader wants to see; the others stand in the source.
HEADERS = (
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "References",
    "Auto-Submitted",
    "List-Unsubscribe",
)


@dataclass(frozen=True)
class Caught:
    """One mail; `name` is its file's without the ending, the nanoseconds at which it came."""

    name: str
    mail: EmailMessage

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(int(self.name) / 1e9, UTC)

    @property
    def to(self) -> str:
        return str(self.mail["To"] or "")

    @property
    def subject(self) -> str:
        return str(self.mail["Subject"] or "")

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(self.mail[name])) for name in HEADERS if self.mail[name]]

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        """As it came, but links open in the whole window: the mail is shown in a frame."""
        return self._part("html").replace("<head>", '<head><base target="_top">', 1)

    @property
    def files(self) -> list[str]:
        return [part.get_filename() or part.get_content_type() for part in self.mail.iter_attachments()]

    def _part(self, kind: str) -> str:
        body = self.mail.get_body((kind,))
        return body.get_content() if body is not None else ""


def answer(caught_mail: Caught, text: str, at: datetime) -> bytes:
    """What the recipient's mail program would send if they answered: to Reply-To, with the mail quoted below."""
    mail = caught_mail.mail
    reply = EmailMessage(policy=policy.SMTP)
    reply["From"] = caught_mail.to
    reply["To"] = str(mail["Reply-To"] or mail["From"])
    subject = caught_mail.subject
    reply["Subject"] = subject if subject.startswith("Re: ") else f"Re: {subject}"
    reply["Date"] = format_datetime(at)
    reply["Message-ID"] = make_msgid(domain="mailprogram.example")
    reply["In-Reply-To"] = str(mail["Message-ID"])
    reply["References"] = f"{mail['References'] or ''} {mail['Message-ID']}".strip()
    quoted = "\n".join(f"> {line}" for line in caught_mail.text.splitlines())
    reply.set_content(f"{text}\n\nOn {mail['Date']}, {mail['From']} wrote:\n{quoted}\n")
    return reply.as_bytes()


def caught(to: str = "") -> list[Caught]:
    """The newest mails, the newest first; `to` leaves out those for others."""
    files = sorted(folder().glob("*.eml"), reverse=True)
    mails = (mail for file in files if (mail := one(file.stem)) and to.lower() in mail.to.lower())
    return [mail for mail, _number in zip(mails, range(SHOWN), strict=False)]


def one(name: str) -> Caught | None:
    """None where there is no such mail (any more)."""
    if not NAME.fullmatch(name):
        return None
    try:
        content = (folder() / f"{name}.eml").read_bytes()
    except OSError:
        return None
    mail = message_from_bytes(content, policy=policy.default)
    return Caught(name, mail)  # type: ignore[arg-type]


def folder() -> Path:
    return Path(settings.DEMO_MAIL_DIR)
