"""A case's instance of a target. Rows are a cache of the reckoning (cases/reckoning.py), for lists and sweeps."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from slas.models import CalendarVersion
from slas.terms import MilestoneKind
from tenants.models import Customer, Partner, Vendor

NAMES = {
    MilestoneKind.INITIAL_RESPONSE: _("Initial response"),
    MilestoneKind.NEXT_UPDATE: _("Next update"),
    MilestoneKind.RESOLUTION: _("Resolution"),
}


def name_of(kind: str) -> str:
    """A milestone's kind in the reader's language."""
    return str(NAMES[MilestoneKind(kind)])


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def running(self):
        return self.filter(met_at__isnull=True, ended_at__isnull=True)

    def to_sweep(self, at):
        """Those whose next step (a warning, a breach) is due at the aware UTC instant `at`."""
        return self.filter(sweep_at__lte=at).order_by("sweep_at", "id")


class Milestone(models.Model):
    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, db_index=False, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="milestones")
    kind = models.CharField(max_length=20)
    ordinal = models.PositiveIntegerField()
    severity = models.CharField(max_length=8)
    calendar_version = models.ForeignKey(CalendarVersion, models.PROTECT, db_index=False, related_name="+")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)  # None while paused: a paused milestone is not swept
    warn_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    budget_seconds = models.PositiveIntegerField()  # open seconds of the whole target
    used_seconds = models.PositiveIntegerField(default=0)  # counted up to where it paused, was met or ended
    # The next instant at which the sweep has something to do; None when there is nothing.
    sweep_at = models.DateTimeField(null=True, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["started_at", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["vendor", "case", "kind", "ordinal"], name="milestone_once"),
        ]
        indexes = [
            models.Index(fields=["vendor", "sweep_at"], name="milestone_to_sweep", condition=Q(sweep_at__isnull=False)),
            # Open promises by due instant; those that are paused have none. They are counted off the index alone.
            models.Index(
                fields=["vendor", "due_at", "id"],
                include=["kind", "partner"],
                name="milestone_running",
                condition=Q(met_at__isnull=True, ended_at__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.case_id} {self.kind} {self.ordinal}"
