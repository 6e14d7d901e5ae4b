"""Checks that stored figures are what logs and milestones give, and says which differ."""

from itertools import chain

from django.core.management.base import BaseCommand, CommandError

from cases.figures.rebuilding import differences
from portal.management.commands.rebuild_figures import vendors
from surveys import daily


class Command(BaseCommand):
    help = "Reads every case's contributions from its log and compares them, and the sums by day, with the stored ones."

    def add_arguments(self, parser):
        parser.add_argument("--vendor", help="only this vendor's (its slug)")

    def handle(self, *args, vendor=None, **options):
        wrong = 0
        for slug, pk in vendors(vendor, "the verification visits every vendor"):
            for found in chain(differences(pk), daily.differences(pk)):
                wrong += 1
                self.stderr.write(f"{slug}: {found}")
        if wrong:
            raise CommandError(f"{wrong} stored figures differ from the logs", returncode=1)
        self.stdout.write("All figures follow from the logs")
