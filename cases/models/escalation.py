"""What the sweep has done: one row per milestone, step and due instant, so nothing is done twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.event import CaseEvent
from cases.models.milestone import Milestone
from tenants.models import Vendor


class EscalationStep(models.Model):
    """A moved due instant warns anew: the instant is part of the key."""

    class Step(models.TextChoices):
        WARN = "warn", _("Three quarters used")
        DUE = "due", _("Due")

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    milestone = models.ForeignKey(Milestone, models.PROTECT, db_index=False, related_name="steps")
    step = models.CharField(max_length=8, choices=Step.choices)
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    event = models.ForeignKey(CaseEvent, models.PROTECT, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vendor", "milestone", "step", "due_at"], name="escalation_step_once")
        ]

    def __str__(self):
        return f"{self.milestone_id} {self.step}"
