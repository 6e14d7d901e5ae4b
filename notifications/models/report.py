"""Figures that somebody wants by mail, day by day or week by week."""

from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import Membership, Partner, Vendor


class Every(models.TextChoices):
    DAY = "day", _("Every day, on the day before")
    WEEK = "week", _("Every week, on the last week")


class ScheduledReportQuerySet(models.QuerySet["ScheduledReport"]):
    def due(self, at):
        return self.filter(next_at__lte=at)


class ScheduledReport(models.Model):
    """A person's own. weekday and clock are of the person's zone, Monday is 0; partner or owner narrow it."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    membership = models.ForeignKey(Membership, models.PROTECT, db_index=False, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    owner = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    every = models.CharField(max_length=8, choices=Every.choices)
    weekday = models.PositiveSmallIntegerField(default=0)
    clock = models.TimeField(default=time(8))
    next_at = models.DateTimeField()

    objects = ScheduledReportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["vendor", "next_at"], name="report_due"),
            models.Index(fields=["vendor", "membership"], name="report_of_membership"),
        ]

    def __str__(self):
        return f"{self.every} to {self.membership_id}"
