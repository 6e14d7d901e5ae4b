"""A comment that was removed: whose words it was stays unsaid, that it was there does not."""

from collections.abc import Iterable

from django.db import models

from surveys.models.survey import Question, Survey
from tenants.models import Membership, Vendor


class CommentRemoval(models.Model):
    """The comment on one question, in all versions of the answer up to `at`. Never changed or deleted.

    `membership` is the contact who wrote it, and who sees that it is gone; why, the vendor's people alone see.
    """

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    membership = models.ForeignKey(Membership, models.PROTECT, db_index=False, related_name="+")
    survey = models.ForeignKey(Survey, models.PROTECT, db_index=False, related_name="removals")
    question = models.CharField(max_length=12, choices=Question.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(Membership, models.PROTECT, db_index=False, related_name="+")
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["vendor", "survey"], name="comment_removal_of_survey")]

    def __str__(self):
        return f"{self.question} of {self.survey_id}"


def last_of_each(removals: Iterable[CommentRemoval]) -> dict[Question, CommentRemoval]:
    return {Question(removal.question): removal for removal in sorted(removals, key=lambda row: row.pk)}
