"""What is told to whom: one row per announcement, recipient and channel."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models import Case, CaseEvent
from tenants.models import Membership, Vendor


class Channel(models.TextChoices):
    PORTAL = "portal", _("Portal")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def bell_of(self, membership: Membership):
        return self.filter(membership=membership, channel=Channel.PORTAL).order_by("-id")

    def unread(self):
        return self.filter(read_at__isnull=True)


class Delivery(models.Model):
    """In the portal's channel a delivery is a line in the recipient's bell."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    membership = models.ForeignKey(Membership, models.PROTECT, db_index=False, related_name="deliveries")
    channel = models.CharField(max_length=12, choices=Channel.choices)
    # The announcement's id: its row is gone once it is turned into deliveries, the id stays to tell it once.
    announcement = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    case = models.ForeignKey(Case, models.PROTECT, null=True, db_index=False, related_name="+")
    event = models.ForeignKey(CaseEvent, models.PROTECT, null=True, db_index=False, related_name="+")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vendor", "announcement", "membership", "channel"], name="delivered_once")
        ]
        indexes = [
            models.Index(fields=["vendor", "membership", "-id"], name="bell_of_membership"),
            models.Index(fields=["vendor", "membership"], name="bell_unread", condition=models.Q(read_at__isnull=True)),
        ]

    def __str__(self):
        return f"{self.kind} to {self.membership_id}"
