"""Letters that come in, for tests: made, handed over and handled."""

from datetime import timedelta
from email.message import EmailMessage

from notifications.inbound.answering import send_answers
from notifications.inbound.handling import sweep_inbound
from notifications.inbound.receiving import receive
from notifications.mail.addresses import reply_to
from notifications.models import InboundMail
from tenants.scope import unscoped
from tests.cast import TUESDAY

LATER = TUESDAY + timedelta(hours=1)
_count = iter(range(1, 1_000_000))


def letter(by, to, text="It still happens.", subject="Re: Quotes", files=(), **headers) -> EmailMessage:
    """From a membership's person, or from an address."""
    mail = EmailMessage()
    mail["From"] = by if isinstance(by, str) else by.person.email
    mail["To"] = to
    mail["Subject"] = subject
    mail["Message-ID"] = f"<test-{next(_count)}@partner.example>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    for name, data in files:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail


def post(mail, at=LATER) -> InboundMail:
    """Received, handled, and its sender answered; the row as it stands then."""
    raw = mail if isinstance(mail, bytes) else mail.as_bytes()
    row = receive(raw, source="webhook", at=at)
    sweep_inbound(lambda: at, seconds=60)
    send_answers(lambda: at)
    return fresh(row)


def fresh(row) -> InboundMail:
    with unscoped("a test looks at a mail that came in"):
        return InboundMail.objects.select_related("case", "membership", "delivery").get(pk=row.pk)


def address(case, member) -> str:
    return reply_to(case, member)
