"""Sign-in is by invitation only, and what a person may enter afterwards."""

import logging

from allauth.account.adapter import DefaultAccountAdapter
from anymail.exceptions import AnymailError

from tenants.models import Membership, Person
from tenants.scope import unscoped

logger = logging.getLogger(__name__)


class InvitedOnly(DefaultAccountAdapter):
    """Nobody signs up, and no letter goes to an address that the portal does not know."""

    def is_open_for_signup(self, request) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        # The page says the same either way. Strangers must not have the portal write to whom they like.
        if template_prefix == "account/email/unknown_account":
            return
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, AnymailError):
            # An error page for known addresses alone would tell who is known. Who gets no mail asks again.
            logger.exception("A letter on somebody's sign-in could not be sent")


def memberships_of(person: Person) -> list[Membership]:
    """Where a person works: active memberships with vendor and partner at hand, by vendor's name."""
    with unscoped("where a person works"):
        active = Membership.objects.active().filter(person=person)
        return list(active.select_related("vendor", "partner").order_by("vendor__name", "pk"))


def demo_members() -> list[Membership]:
    """Everybody who can be tried out on the demo page, by vendor's name."""
    with unscoped("demo sign-ins"):
        active = Membership.objects.active().filter(person__is_demo=True, person__is_active=True)
        related = active.select_related("vendor", "partner", "customer", "person")
        return list(related.order_by("vendor__name", "partner__name", "name"))


def demo_operator() -> Person | None:
    """Who looks after the installation, in the demo."""
    with unscoped("demo sign-ins"):
        return Person.objects.filter(is_demo=True, is_operator=True, is_active=True).order_by("pk").first()
