"""Mails that belong to no vendor: what the operator sees of them, and does with them.

They bear no vendor's case and no person of a vendor. Here alone a sender's address is read, out of the mail's own
bytes and only as long as those are kept; no row holds it (R44).
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from notifications.inbound import headers
from notifications.inbound.parsing import parse, parse_head
from notifications.models import Inbound, InboundMail, Reason
from tenants.models import Person, Vendor
from tenants.scope import unscoped

HEAD = 32 * 1024  # bytes of a mail that a list reads
SHOWN = 64 * 1024  # bytes of a mail that its page shows
LONGEST_REASON = 300  # characters
_WHY = "the operator looks after mails of no vendor"
_LOOKED_AT = (Inbound.REFUSED, Inbound.FAILED)


@dataclass(frozen=True)
class Unclaimed:
    """A row with what its bytes say; sender, recipients and subject are "" where they are no longer kept."""

    row: InboundMail
    sender: str = ""
    recipients: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Opened:
    """text: its words, as far as they can be read; raw: its first bytes, as they stand; cut: whether more follows."""

    mail: Unclaimed
    text: str
    raw: str
    cut: bool


def listed(show: str, before: int | None, most: int) -> list[Unclaimed]:
    """The newest first. show: "open" for refused and failed ones, "aside" for what a machine wrote, "judged" for
    those that the operator discarded; before: an id, for older ones.
    """
    with unscoped(_WHY):
        rows = _of(show).select_related("judged_by").order_by("-id")
        rows = rows.filter(pk__lt=before) if before else rows
        return [_told(row) for row in rows[:most]]


def counts() -> dict[str, int]:
    with unscoped(_WHY):
        return {show: _of(show).count() for show in ("open", "aside", "judged")}


def opened(pk: int) -> Opened | None:
    """None where there is none, or it belongs to a vendor."""
    with unscoped(_WHY):
        row = InboundMail.objects.select_related("judged_by").filter(pk=pk, vendor=None).first()
        if row is None:
            return None
        data = _bytes(row, settings.MAX_MAIL_BYTES)
        text = parse(data) if data else None
        raw = data[:SHOWN].decode("utf-8", "replace")
        return Opened(_told(row), "\n\n".join(part for part in (text.text, text.folded) if part) if text else "", raw,
                      len(data) > SHOWN)  # fmt: skip


def vendors() -> list[Vendor]:
    with unscoped(_WHY):
        return list(Vendor.objects.order_by("name"))


def give(pk: int, vendor: int, *, by: Person, at: datetime) -> bool:
    """Has it handled once more as that vendor's; False where it is no longer here, or its bytes are not."""
    with unscoped(_WHY), transaction.atomic():
        row = InboundMail.objects.filter(pk=pk, vendor=None).exclude(raw="").select_for_update().first()
        known = Vendor.objects.filter(pk=vendor).exists()
        if row is None or row.state == Inbound.RECEIVED or not known:
            return False
        row.given_to_id, row.judged_by, row.judged_at = vendor, by, at
        row.state, row.reason, row.trouble, row.attempts, row.handled_at = Inbound.RECEIVED, Reason.NONE, "", 0, None
        row.save()
    return True


def discard(pk: int, reason: str, *, by: Person, at: datetime) -> bool:
    """Left aside for good, with the operator's reason; False where it is no longer here."""
    with unscoped(_WHY):
        rows = InboundMail.objects.filter(pk=pk, vendor=None).exclude(state=Inbound.RECEIVED)
        changed = rows.exclude(reason=Reason.DISCARDED).update(
            state=Inbound.IGNORED, reason=Reason.DISCARDED, trouble=reason[:LONGEST_REASON], judged_by=by,
            judged_at=at, answer_at=None,
        )  # fmt: skip
    return bool(changed)


def _of(show: str):
    rows = InboundMail.objects.filter(vendor=None)
    if show == "judged":
        return rows.filter(state=Inbound.IGNORED, reason=Reason.DISCARDED)
    if show == "aside":
        return rows.filter(state=Inbound.IGNORED).exclude(reason=Reason.DISCARDED)
    return rows.filter(state__in=_LOOKED_AT)


def _told(row: InboundMail) -> Unclaimed:
    data = _bytes(row, HEAD)
    if not data:
        return Unclaimed(row)
    head = parse_head(data)
    return Unclaimed(row, head.sender, ", ".join(head.recipients[:5]), head.subject[: headers.LONGEST])


def _bytes(row: InboundMail, most: int) -> bytes:
    if not row.raw:
        return b""
    try:
        with row.raw.open("rb") as file:
            return file.read(most)
    except FileNotFoundError:
        return b""
