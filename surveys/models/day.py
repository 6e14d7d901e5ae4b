"""Sums of surveys by day of UTC. Derived rows, as those of cases.models.figures: rebuilt at any time."""

from django.db import models

from cases.models.figures import Of
from tenants.models import Vendor


class SurveyDay(models.Model):
    """One day's of all (whose 0), of a partner or of an owner (0: nobody's).

    invited, responded: surveys sent on that day, and those of them that were answered since. The ratings are of the
    surveys whose first answer came on that day: how many, their sum, and how many are 4 or 5.
    """

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    day = models.DateField()
    of = models.CharField(max_length=8, choices=Of.choices)
    whose = models.BigIntegerField()
    invited = models.PositiveIntegerField()
    responded = models.PositiveIntegerField()
    service_count = models.PositiveIntegerField()
    service_sum = models.PositiveIntegerField()
    service_satisfied = models.PositiveIntegerField()
    timeliness_count = models.PositiveIntegerField()
    timeliness_sum = models.PositiveIntegerField()
    timeliness_satisfied = models.PositiveIntegerField()
    quality_count = models.PositiveIntegerField()
    quality_sum = models.PositiveIntegerField()
    quality_satisfied = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vendor", "of", "whose", "day"], name="survey_day_once")]
        indexes = [models.Index(fields=["vendor", "day"], name="survey_day_day")]

    def __str__(self):
        return f"{self.day} {self.of} {self.whose}"


class SurveyDayDue(models.Model):
    """A day whose surveys have changed since it was summed. A trigger writes the row with the survey's own change."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    day = models.DateField()
    at = models.DateTimeField()  # when the row was written: how long the sweep has left it

    class Meta:
        indexes = [models.Index(fields=["vendor", "id"], name="survey_day_due_of_vendor")]

    def __str__(self):
        return f"{self.day}"
