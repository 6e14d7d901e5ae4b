"""A task of the support managers: a call that was wished for (R42), or a low rating."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from surveys.models.survey import Survey
from tenants.models import Membership, Vendor


class Reason(models.TextChoices):
    CALL = "call", _("Please call me")
    LOW_RATING = "low_rating", _("Low rating")


class Outcome(models.TextChoices):
    SPOKEN = "spoken", _("We spoke")
    SETTLED = "settled", _("Settled without a call")
    UNREACHED = "unreached", _("Could not be reached")
    WITHDRAWN = "withdrawn", _("No longer asked for")

    @classmethod
    def of_people(cls) -> list["Outcome"]:
        """What a manager can choose; the last one is what a changed answer brings about."""
        return [cls.SPOKEN, cls.SETTLED, cls.UNREACHED]


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def waiting(self):
        """Not done yet, the earliest due first."""
        return self.filter(done_at__isnull=True).order_by("due_at", "id")

    def overdue(self, at: datetime):
        return self.waiting().filter(due_at__lte=at)


class FollowUp(models.Model):
    """`due_at` is reckoned in business hours of the case's calendar. Phone and comments stand in the last answer."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    survey = models.ForeignKey(Survey, models.PROTECT, db_index=False, related_name="follow_ups")
    reason = models.CharField(max_length=12, choices=Reason.choices)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    owner = models.ForeignKey(Membership, models.PROTECT, null=True, db_index=False, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Membership, models.PROTECT, null=True, db_index=False, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    note = models.TextField(blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "survey"], name="follow_up_one_waiting", condition=Q(done_at__isnull=True)
            ),
            models.CheckConstraint(
                name="follow_up_done_has_outcome",
                condition=Q(done_at__isnull=True, outcome="") | Q(done_at__isnull=False) & ~Q(outcome=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["vendor", "due_at", "id"], name="follow_up_waiting", condition=Q(done_at__isnull=True)
            ),
            models.Index(fields=["vendor", "survey"], name="follow_up_of_survey"),
        ]

    def __str__(self):
        return f"{self.reason} of {self.survey_id}"
