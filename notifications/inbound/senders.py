"""Who wrote, and to whom: memberships of an address, vendors of the addresses written to, the case a token names.

An address in From is what somebody typed. By itself it opens nothing on the vendor's side, and on a partner's no more
than a case's own reply address, or a new case.
"""

import re

from django.conf import settings

from notifications.inbound.incoming import Incoming
from notifications.mail.addresses import portal_address, read_message_id, read_reply
from notifications.models import Delivery
from tenants.models import Membership, Vendor
from tenants.scope import unscoped, working
from tenants.tokens import BadToken, Bearer

_DMARC = re.compile(r"\bdmarc\s*=\s*pass\b", re.IGNORECASE)


def memberships_of(address: str) -> list[Membership]:
    """The active memberships of the person who signs in with this address, with every vendor."""
    with unscoped("a mail names its sender by an address that no scope may read"):
        found = Membership.objects.active().select_related("vendor", "partner", "customer", "person")
        return list(found.filter(person__email=address, person__is_active=True).order_by("pk"))


def vendors_addressed(recipients: tuple[str, ...]) -> set[int]:
    """The vendors whose own address a mail went to: their setting mail_address, else "support+<slug>@…"."""
    local, domain = portal_address()
    with unscoped("a mail names its vendor by an address"):
        vendors = list(Vendor.objects.only("slug", "settings"))
    return {vendor.pk for vendor in vendors if address_of(vendor, local, domain) in recipients}


def address_of(vendor: Vendor, local: str, domain: str) -> str:
    """Where new cases of a vendor are sent to, in lower case."""
    own = vendor.settings.get("mail_address", {}).get("value", "")
    return str(own or f"{local}+{vendor.slug}@{domain}").lower()


def case_answered(incoming: Incoming) -> Bearer | None:
    """Vendor, membership and case that a mail answers, by what we signed ourselves; None where it answers nothing."""
    for address in incoming.recipients:
        try:
            return read_reply(address)
        except BadToken:
            continue
    for reference in incoming.references:
        try:
            bearer = read_message_id(reference)
        except BadToken:
            continue
        with working(bearer.vendor):
            told = Delivery.objects.filter(pk=bearer.thing, membership=bearer.membership, case__isnull=False).first()
        if told is not None and told.case_id:
            return Bearer(bearer.vendor, bearer.membership, told.case_id)
    return None


def is_proved(incoming: Incoming) -> bool:
    """Whether the receiving server that we trust found the sender genuine; always, where none is named."""
    trusted = settings.MAIL_TRUSTED_AUTHSERV.lower()
    if not trusted:
        return True
    # The topmost of that name alone: whatever stands below came with the mail.
    for verdict in incoming.verdicts:
        server = verdict.partition(";")[0].split()
        if server and server[0].lower() == trusted:
            return bool(_DMARC.search(verdict))
    return False
