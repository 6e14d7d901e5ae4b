"""Addresses of the portal's mails. No person's own address is ever a sender or shown to anybody (R44)."""

import re
from email.utils import formataddr, parseaddr

from django.conf import settings

from cases.models import Case
from notifications.models import Delivery, Notice
from tenants.models import Membership, Vendor
from tenants.tokens import BadToken, Bearer, read, sign

_REPLY = re.compile(r"^[^+@]+\+r-([0-9a-z-]+)@", re.IGNORECASE)
_MESSAGE = re.compile(r"<?d-([0-9a-z-]+)@", re.IGNORECASE)


def portal_address() -> tuple[str, str]:
    """Local part and domain of the address that the portal sends from."""
    local, _at, domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")
    return local, domain


def sender(vendor: Vendor) -> str:
    """ "Revalize Support <support@portal.example>"."""
    local, domain = portal_address()
    return formataddr((f"{vendor.name} Support", f"{local}@{domain}"))


def reply_to(case: Case, membership: Membership) -> str:
    """Where a partner's person answers a case by mail; it takes the sender's match as well to get in."""
    local, domain = portal_address()
    token = sign("reply", Bearer(membership.vendor_id, membership.pk, case.pk))
    return formataddr((f"{membership.vendor.name} Support", f"{local}+r-{token}@{domain}"))


def read_reply(address: str) -> Bearer:
    """Vendor, membership and case of an address made by reply_to. Raises BadToken for any other."""
    found = _REPLY.match(parseaddr(address)[1])
    if found is None:
        raise BadToken("This is no reply address")
    return read("reply", found[1])


def message_id(delivery: Delivery) -> str:
    """The same for every attempt, so that a mail which comes twice is seen to be one."""
    token = sign("message", Bearer(delivery.vendor_id, delivery.membership_id, delivery.pk))
    return f"<d-{token}@{portal_address()[1]}>"


def read_message_id(value: str) -> Bearer:
    """Vendor, membership and delivery of a Message-ID of ours. Raises BadToken for any other."""
    found = _MESSAGE.search(value)
    if found is None:
        raise BadToken("This is no message of ours")
    return read("message", found[1])


def notice_thread_id(notice: Notice) -> str:
    """What all mails on a notice refer to: its corrections and its end stand below it."""
    return f"<notice-{notice.vendor_id}-{notice.pk}@{portal_address()[1]}>"


def thread_id(case: Case) -> str:
    """What all mails on a case refer to: mail programs show them as one thread."""
    return f"<case-{case.vendor_id}-{case.pk}@{portal_address()[1]}>"
