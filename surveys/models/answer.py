"""What the contact said: each change is a row of its own, the last one counts."""

from django.db import models
from django.db.models import Q

from surveys.models.survey import BEST, Question, Survey
from tenants.models import Membership, Vendor


def _in_scale(question: str) -> Q:
    return Q(**{f"{question}__isnull": True}) | Q(**{f"{question}__gte": 1, f"{question}__lte": BEST})


class SurveyAnswer(models.Model):
    """Ratings from 1 (worst) to 5, None where a question was left out; a comment for each (R41), "" for none."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    membership = models.ForeignKey(Membership, models.PROTECT, db_index=False, related_name="+")
    survey = models.ForeignKey(Survey, models.PROTECT, db_index=False, related_name="answers")
    number = models.PositiveSmallIntegerField()  # 1 for the first version
    at = models.DateTimeField()
    service = models.PositiveSmallIntegerField(null=True)
    timeliness = models.PositiveSmallIntegerField(null=True)
    quality = models.PositiveSmallIntegerField(null=True)
    service_comment = models.TextField(blank=True)
    timeliness_comment = models.TextField(blank=True)
    quality_comment = models.TextField(blank=True)
    call_wished = models.BooleanField(default=False)
    phone = models.CharField(max_length=40, blank=True)
    call_when = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["vendor", "survey", "number"], name="survey_answer_once"),
            models.CheckConstraint(
                name="survey_ratings_in_scale",
                condition=_in_scale("service") & _in_scale("timeliness") & _in_scale("quality"),
            ),
        ]

    def __str__(self):
        return f"{self.survey_id} version {self.number}"

    def rating(self, question: Question) -> int | None:
        return getattr(self, question.value)

    def comment(self, question: Question) -> str:
        return getattr(self, f"{question.value}_comment")
