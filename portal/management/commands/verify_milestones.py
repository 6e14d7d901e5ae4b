"""Checks every case's stored due and met instants against its log, and says which differ; and apart from them which
cases have not followed a newer calendar yet: the sweep does that, and they stand on the one before until then.
"""

from django.core.management.base import BaseCommand, CommandError

from cases.following import behind
from cases.models import Case
from cases.verifying import differences
from tenants.models import Vendor
from tenants.scope import unscoped, working


class Command(BaseCommand):
    help = "Reckons every case's milestones from its log and compares them with the stored ones."

    def add_arguments(self, parser):
        parser.add_argument("--vendor", help="only this vendor's cases (its slug)")

    def handle(self, *args, vendor=None, **options):
        with unscoped("the verification visits every vendor"):
            vendors = Vendor.objects.filter(slug=vendor) if vendor else Vendor.objects.all()
            ids = list(vendors.values_list("pk", flat=True))
        if vendor and not ids:
            raise CommandError(f"There is no vendor {vendor}", returncode=2)
        seen = wrong = late = 0
        for pk in ids:
            with working(pk):
                following = set(behind().values_list("case_id", flat=True))
                for case in Case.objects.select_related("policy", "vendor").order_by("number").iterator(500):
                    seen += 1
                    if case.pk in following:
                        late += 1
                        self.stdout.write(f"{case.number} not followed yet: its calendar has a newer version")
                    for found in differences(case):
                        wrong += 1
                        self.stderr.write(
                            f"{found.case} {found.milestone} {found.field}: stored {found.stored}, "
                            f"reckoned {found.reckoned}"
                        )
        self.stdout.write(f"{seen} cases verified, {wrong} differences, {late} not followed yet")
        if wrong:
            raise CommandError("Stored instants differ from the log", returncode=1)
