"""How a person wants to hear of things by mail. Without a row: at once, at any hour."""

from datetime import time

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.models import Membership, Vendor


class How(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    DIGEST = "digest", _("Once a day, together")
    PORTAL = "portal", _("Only in the portal")


class Preference(models.Model):
    """Times are local to the person's zone. Quiet hours may cross midnight; both ends or neither."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    membership = models.ForeignKey(Membership, models.PROTECT, db_index=False, related_name="+")
    cases = models.CharField(max_length=8, choices=How.choices, default=How.AT_ONCE)
    escalations = models.CharField(max_length=8, choices=How.choices, default=How.AT_ONCE)
    notices = models.CharField(max_length=8, choices=How.choices, default=How.AT_ONCE)
    surveys = models.CharField(max_length=8, choices=How.choices, default=How.AT_ONCE)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_to = models.TimeField(null=True, blank=True)
    digest_at = models.TimeField(default=time(8))
    # Feed and calendar addresses carry it: another number, and the old addresses are worth nothing.
    feed_key = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vendor", "membership"], name="preference_once"),
            models.CheckConstraint(
                name="preference_quiet_both_or_neither",
                condition=Q(quiet_from__isnull=True, quiet_to__isnull=True)
                | Q(quiet_from__isnull=False, quiet_to__isnull=False),
            ),
        ]

    def __str__(self):
        return f"of {self.membership_id}"
