"""Sign-in is by invitation only, and what a person may enter afterwards."""

from allauth.account.adapter import DefaultAccountAdapter

from tenants.models import Membership, Person
from tenants.scope import unscoped


class InvitedOnly(DefaultAccountAdapter):
    """Nobody signs up. The letter for a new password is the portal's own (portal/password_letters.py)."""

    def is_open_for_signup(self, request) -> bool:
        return False


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
