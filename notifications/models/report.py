"""Figures that somebody wants by mail: which page of them, how often and when."""

from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import Membership, Partner, Vendor


class Every(models.TextChoices):
    DAY = "day", _("Every day, on the day before")
    WEEK = "week", _("Every week, on the last week")
    MONTH = "month", _("Every month, on the last month")


class Page(models.TextChoices):
    """What the mail holds the tables of."""

    FIGURES = "figures", _("Main figures, targets in time, satisfaction, open promises")
    PARTNERS = "partners", _("Figures by partner")
    AGENTS = "agents", _("Figures by Case Owner")
    FEEDBACK = "feedback", _("Feedback")
    ESCALATIONS = "escalations", _("Escalations")


# Those that can be narrowed to a partner or a Case Owner.
NARROWED = {Page.FIGURES, Page.FEEDBACK}
LAST_DAY = 28  # of a month: the latest one that every month has


class ScheduledReportQuerySet(models.QuerySet["ScheduledReport"]):
    def due(self, at):
        return self.going_on().filter(next_at__lte=at)

    def going_on(self):
        return self.filter(ended_at__isnull=True)


class ScheduledReport(models.Model):
    """A person's own. weekday (Monday is 0), month_day (1 to LAST_DAY) and clock are of the person's zone; partner or
    owner narrow it. ended_at: when its reader was found to read figures no more.
    """

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    membership = models.ForeignKey(Membership, models.PROTECT, db_index=False, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    owner = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    page = models.CharField(max_length=12, choices=Page.choices, default=Page.FIGURES)
    every = models.CharField(max_length=8, choices=Every.choices)
    weekday = models.PositiveSmallIntegerField(default=0)
    month_day = models.PositiveSmallIntegerField(default=1)
    clock = models.TimeField(default=time(8))
    next_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ScheduledReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "membership", "page", "partner", "owner"],
                name="report_going_on_once",
                condition=models.Q(ended_at=None),
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(fields=["vendor", "next_at"], name="report_due"),
            models.Index(fields=["vendor", "membership"], name="report_of_membership"),
        ]

    def __str__(self):
        return f"{self.page} {self.every} to {self.membership_id}"
