"""A word to whoever wrote: why a mail was not taken, or what of it was not kept. Nothing of theirs is repeated.

It goes out once at most: for a word of this kind two are worse than none. It says that a machine sent it (RFC 3834),
and goes to the address in From, which the mail's bytes hold; no row does.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifications.inbound.answers import paragraphs, subject
from notifications.inbound.incoming import Incoming
from notifications.inbound.parsing import parse_head
from notifications.mail.addresses import portal_address, sender
from notifications.mail.sending import Post
from notifications.models import InboundMail
from tenants.models import Membership
from tenants.scope import unscoped

LATER = timedelta(minutes=5)
HEAD = 64 * 1024  # bytes that are read for the address
logger = logging.getLogger(__name__)


def send_answers(clock: Callable[[], datetime]) -> int:
    """Sends the words that are due; returns how many the mail server took. One that is away ends the round."""
    post, sent = Post(), 0
    try:
        while mail := _claim(clock()):
            letter = _letter(mail)
            refusal = post.send(letter) if letter else None
            if refusal and refusal.server:
                _put_back(mail, clock())
                break
            if refusal:
                logger.warning("The sender of incoming mail %s gets no word: %s", mail.pk, refusal.words)
            sent += bool(letter and not refusal)
        return sent
    finally:
        post.close()


def _claim(now: datetime) -> InboundMail | None:
    with unscoped("an answer goes to whoever wrote, of a vendor or of none"):
        due = InboundMail.objects.to_answer(now).select_for_update(of=("self",), skip_locked=True)
        mail = due.first()
        if mail is None:
            return None
        mail.answer_at, mail.answered_at = None, now
        mail.save(update_fields=["answer_at", "answered_at"])
        people = Membership.objects.select_related("vendor", "person")
        mail.membership = people.filter(pk=mail.membership_id).first()
        mail.case, mail.vendor  # noqa: B018  read here: the letter is written outside of any scope
        return mail


def _put_back(mail: InboundMail, now: datetime) -> None:
    with unscoped("an answer goes to whoever wrote, of a vendor or of none"):
        InboundMail.objects.filter(pk=mail.pk).update(answer_at=now + LATER, answered_at=None)


def _letter(mail: InboundMail) -> EmailMessage | None:
    """None where the mail's bytes are gone, and with them the address."""
    if not mail.raw:
        return None
    with mail.raw.open("rb") as file:
        head = parse_head(file.read(HEAD))
    if not head.sender:
        return None
    headers = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
    if head.message_id:
        headers |= {"In-Reply-To": head.message_id, "References": head.message_id}
    person = mail.membership
    languages = _languages(mail, head)
    return EmailMessage(
        subject=" / ".join(_in(language, lambda: subject(mail)) for language in languages),
        body="\n\n* * *\n\n".join(_in(language, lambda: "\n\n".join(paragraphs(mail))) for language in languages)
        + "\n",
        from_email=_in(languages[0], lambda: _from(person)),
        to=[head.sender],
        headers=headers,
    )


def _languages(mail: InboundMail, head: Incoming) -> list[str]:
    """The person's; of somebody unknown the vendor's, else the mail's own, else every one, one below the other."""
    known = dict(settings.LANGUAGES)
    vendors = mail.vendor.settings.get("mail_language", {}).get("value", "") if mail.vendor else ""
    wanted = [mail.membership.person.language if mail.membership else "", vendors, head.language]
    return next(([language] for language in wanted if language in known), list(known))


def _from(person: Membership | None) -> str:
    """To a stranger no vendor is named: a mail must not find out who is a customer of whom."""
    if person:
        return sender(person.vendor)
    local, domain = portal_address()
    return formataddr((_("Partner support"), f"{local}@{domain}"))


def _in(language: str, say: Callable[[], str]) -> str:
    with override(language):
        return say()
