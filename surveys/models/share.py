"""Feedback that a rule of the vendor shows to a department (R43)."""

from django.db import models

from surveys.models.survey import Survey
from tenants.models import Vendor


class FeedbackShare(models.Model):
    """`department` is a code of the vendor's list. It stays when a changed answer no longer fits the rule: the
    department was told, and sees the answer as it is now.
    """

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    survey = models.ForeignKey(Survey, models.PROTECT, db_index=False, related_name="shares")
    department = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vendor", "survey", "department"], name="feedback_shared_once")]
        indexes = [models.Index(fields=["vendor", "department", "survey"], name="feedback_of_department")]

    def __str__(self):
        return f"{self.survey_id} to {self.department}"
