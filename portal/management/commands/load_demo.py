"""Loads the demo data: invented partners, people and cases of the last weeks. Does nothing where it was loaded."""

from time import monotonic

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.figures.sweeping import sweep_figures
from portal.demo.loading import load, settle_operator
from portal.demo.reading import slugs
from surveys.daily import sweep_survey_days
from tenants.models import Vendor


class Command(BaseCommand):
    help = "Loads the demo people and their cases, as of now, for every vendor that has demo data."

    def add_arguments(self, parser):
        parser.add_argument("--vendor", help="only this vendor's (its slug)")

    def handle(self, *args, vendor=None, **options):
        known = slugs()
        if vendor and vendor not in known:
            raise CommandError(f"There is no demo data for {vendor}: {', '.join(known)}", returncode=2)
        settle_operator()
        now = timezone.now()
        total = 0
        for slug in [vendor] if vendor else known:
            begun = monotonic()
            try:
                cases = load(slug, now)
            except Vendor.DoesNotExist as error:
                raise CommandError(f"There is no vendor {slug}: run load_vendors first", returncode=2) from error
            total += cases
            self.stderr.write(f"{slug}: {cases} cases, {monotonic() - begun:.1f} s" if cases else f"{slug}: unchanged")
        if total:
            # The first look at the figures finds them, and not only what the first sweep will have counted.
            sweep_figures()
            sweep_survey_days()
        self.stdout.write(f"{total} cases of the last weeks" if total else "unchanged")
