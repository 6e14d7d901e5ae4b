"""Says who can be tried out: one line per role of each vendor, with the page to sign in on."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from portal.accounts import demo_members
from tenants.roles import Role


class Command(BaseCommand):
    help = "Lists one demo person per role and vendor, and the page where one signs in as them, without a password."

    def handle(self, *args, **options):
        page = settings.PORTAL_URL.rstrip("/") + reverse("demo")
        order = list(Role)
        seen = {}
        for member in sorted(demo_members(), key=lambda member: member.pk):
            seen.setdefault((member.vendor.name, order.index(Role(member.role))), member)
        for (vendor, _rank), member in sorted(seen.items(), key=lambda item: item[0]):
            role = Role(member.role).label
            self.stdout.write(f"{vendor:<10} {role:<26} {member.name:<22} {member.person.email:<44} {page}")
