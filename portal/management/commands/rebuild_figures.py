"""Writes figures anew from logs and milestones: after an upgrade that brings them, or after a change by hand."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError

from cases.figures.rebuilding import rebuild
from surveys import daily
from tenants.models import Vendor
from tenants.scope import unscoped


class Command(BaseCommand):
    help = "Writes what cases contributed to the figures, and the sums by day, anew from their logs."

    def add_arguments(self, parser):
        parser.add_argument("--vendor", help="only this vendor's (its slug)")
        parser.add_argument("--since", help="only cases that changed since this day of UTC, and its sums: 2026-04-14")

    def handle(self, *args, vendor=None, since=None, **options):
        try:
            day = date.fromisoformat(since) if since else None
        except ValueError:
            raise CommandError(f"{since} is no date: write it as 2026-04-14", returncode=2) from None
        for slug, pk in vendors(vendor, "the rebuild visits every vendor"):
            cases, days = rebuild(pk, day)
            daily.rebuild(pk)
            read = f"{cases} case{'s' * (cases != 1)} read"
            self.stdout.write(f"{slug}: {read}, {days} day{'s' * (days != 1)} summed")


def vendors(slug: str | None, reason: str) -> list[tuple[str, int]]:
    """Slug and id of every vendor, or of the one. Raises CommandError for an unknown one."""
    with unscoped(reason):
        rows = Vendor.objects.filter(slug=slug) if slug else Vendor.objects.all()
        found = list(rows.values_list("slug", "pk"))
    if slug and not found:
        raise CommandError(f"There is no vendor {slug}", returncode=2)
    return found
