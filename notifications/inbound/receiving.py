"""Keeps a mail, before anything is done with it: bytes first, then its row. The same mail twice is one.

Whoever handed it over (a mailbox, a webhook) may forget it once `receive` has returned.
"""

import hmac
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Q

from notifications.inbound.incoming import Incoming
from notifications.inbound.parsing import parse_head
from notifications.models import Inbound, InboundMail, Reason
from tenants.scope import unscoped

HEAD = 64 * 1024  # bytes kept of a mail that is too large
BATCH = 500  # mails that are forgotten at a time


def receive(raw: bytes, *, source: str, at: datetime, size: int = 0) -> InboundMail | None:
    """The mail's row, at the aware UTC instant `at`; None where it is here already.

    size: bytes of the whole mail, where `raw` is only its head because the whole is too large.
    """
    head = parse_head(raw)
    size = max(size, len(raw))
    if size > settings.MAX_MAIL_BYTES:
        raw = raw[:HEAD]
    mail = InboundMail(
        key=key_of(head, raw),
        source=source[:120],
        sender=hash_of(head.sender),
        domain=head.sender.rpartition("@")[2][:190],
        size=size,
        digest=sha256(raw).hexdigest(),
        raw_until=at + timedelta(days=settings.MAIL_KEEP_DAYS),
        at=at,
    )
    return _keep(mail, raw)


def note_unread(name: str, *, source: str, at: datetime, trouble: str) -> None:
    """A mail that its mailbox does not hand over: told once, and left where it is."""
    with unscoped("a mail comes in before its vendor is known"):
        InboundMail.objects.get_or_create(
            key=sha256(name.encode()).hexdigest(),
            defaults={
                "source": source[:120], "state": Inbound.FAILED, "reason": Reason.ERROR, "trouble": trouble[:400],
                "size": 0, "raw_until": at + timedelta(days=settings.MAIL_KEEP_DAYS), "at": at, "handled_at": at,
            },
        )  # fmt: skip


def _keep(mail: InboundMail, raw: bytes) -> InboundMail | None:
    with unscoped("a mail comes in before its vendor is known"):
        if InboundMail.objects.filter(key=mail.key).exists():
            return None
        mail.raw.save(mail.key, ContentFile(raw), save=False)
        try:
            with transaction.atomic():
                mail.save()
        except IntegrityError:  # two hands at once
            mail.raw.storage.delete(str(mail.raw.name))
            return None
    return mail


def key_of(head: Incoming, raw: bytes) -> str:
    """By Message-ID and sender: a stranger who knows an id must not keep another's mail out."""
    told = f"{head.message_id}\n{head.sender}".encode() if head.message_id else raw
    return sha256(told).hexdigest()


def hash_of(address: str) -> str:
    """Stands for an address where only the same one has to be known again (R44); "" for none."""
    if not address:
        return ""
    return hmac.new(f"portal.sender.{settings.SECRET_KEY}".encode(), address.encode(), sha256).hexdigest()


def forget_kept(now: datetime) -> int:
    """Removes the bytes of mails whose time is over; their rows stay. Returns how many.

    Of mails that belong to no vendor the rows go too: anybody can make any number of them.
    """
    removed = _forget_unknown(now)
    with unscoped("the bytes of mails are kept for so many days only"):
        kept = InboundMail.objects.to_forget(now).exclude(state=Inbound.RECEIVED).select_for_update(skip_locked=True)
        mails = list(kept[:BATCH])
        for mail in mails:
            # The file goes when the row says so for good.
            transaction.on_commit(partial(mail.raw.storage.delete, str(mail.raw.name)))
            InboundMail.objects.filter(pk=mail.pk).update(raw="")
    return removed + len(mails)


def _forget_unknown(now: datetime) -> int:
    """Those whose time is over, and the oldest of more than MAIL_KEEP_UNKNOWN."""
    with unscoped("mails of no vendor are kept for so many days, and so many of them"):
        rows = InboundMail.objects.of_nobody()
        beyond = list(rows.order_by("-id").values_list("pk", flat=True)[settings.MAIL_KEEP_UNKNOWN :][:BATCH])
        over = rows.filter(Q(pk__in=beyond) | Q(raw_until__lte=now)).select_for_update(skip_locked=True)
        mails = list(over.order_by("id")[:BATCH])
        for mail in mails:
            if mail.raw:
                transaction.on_commit(partial(mail.raw.storage.delete, str(mail.raw.name)))
            mail.delete()
    return len(mails)
