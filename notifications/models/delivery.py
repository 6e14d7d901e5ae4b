"""What is told to whom: one row per announcement, recipient and channel."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case, CaseEvent
from tenants.models import Membership, Vendor


class Channel(models.TextChoices):
    PORTAL = "portal", _("Portal")
    EMAIL = "email", _("Email")


class State(models.TextChoices):
    """Where a delivery stands. In the portal's channel it is sent as soon as it is written."""

    HELD = "held", _("Waits for the digest")
    WAITING = "waiting", _("Waits")
    SENDING = "sending", _("Is being sent")
    SENT = "sent", _("Sent")
    BUNDLED = "bundled", _("Told in a digest")
    FAILED = "failed", _("Failed")
    DROPPED = "dropped", _("Not sent")


class Why(models.TextChoices):
    """Why somebody hears of it: the footer of a mail says so."""

    CONTACT = "contact", _("You submitted this case.")
    COPY = "copy", _("You are on copy of this case.")
    OWNER = "owner", _("You are the Case Owner.")
    LEAD = "lead", _("You look after the desk.")
    DEPARTMENT = "department", _("It was referred to your department.")
    AUDIENCE = "audience", _("It concerns your organisation.")
    OFFER = "offer", _("You made this offer.")
    DIGEST = "digest", _("You asked for a digest.")
    ASKED = "asked", _("You asked for these figures.")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def bell_of(self, membership: Membership):
        return self.filter(membership=membership, channel=Channel.PORTAL).order_by("-id")

    def unread(self):
        return self.filter(read_at__isnull=True)

    def due(self, at: datetime):
        """Mails to send at the aware UTC instant `at`, the longest due first; also those whose lease ran out."""
        return self.filter(state__in=[State.WAITING, State.SENDING], send_at__lte=at).order_by("send_at", "id")

    def behind(self, at: datetime):
        """Mails that should have gone by now, with the instant since when as `since`."""
        unsent = self.filter(state__in=[State.WAITING, State.SENDING])
        return unsent.filter(Q(send_at__lte=at) | ~Q(trouble="")).annotate(
            since=models.Case(models.When(trouble="", then=F("send_at")), default=F("at"))
        )

    def for_digests(self, at: datetime):
        return self.filter(state=State.HELD, send_at__lte=at)

    def failed(self):
        return self.filter(state=State.FAILED).order_by("-id")


class Delivery(models.Model):
    """In the portal's channel a delivery is a line in the recipient's bell."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    membership = models.ForeignKey(Membership, models.PROTECT, db_index=False, related_name="deliveries")
    channel = models.CharField(max_length=12, choices=Channel.choices)
    # The announcement's id: its row is gone once it is turned into deliveries, the id stays to tell it once.
    # A digest has none: it bundles deliveries that have.
    announcement = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=40)
    why = models.CharField(max_length=12, choices=Why.choices, default=Why.COPY)
    # What it is about, as the announcement said. Each kind's letter reads it in its reader's own scope.
    subject = models.CharField(max_length=24, default="caseevent")
    subject_id = models.BigIntegerField(default=0)
    case = models.ForeignKey(Case, models.PROTECT, null=True, db_index=False, related_name="+")
    event = models.ForeignKey(CaseEvent, models.PROTECT, null=True, db_index=False, related_name="+")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    state = models.CharField(max_length=8, choices=State.choices, default=State.SENT)
    # The instant of the next attempt; while it is being sent, the end of the lease.
    send_at = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=400, blank=True)  # what the mail server said last
    posted_as = models.CharField(max_length=200, blank=True, default="")  # a mail provider's own id of it
    bundle = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="bundled")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vendor", "announcement", "membership", "channel"], name="delivered_once")
        ]
        indexes = [
            models.Index(
                fields=["vendor", "membership", "-id"], name="bell_of_membership", condition=Q(channel="portal")
            ),
            models.Index(
                fields=["vendor", "membership"],
                name="bell_unread",
                condition=Q(channel="portal", read_at__isnull=True),
            ),
            models.Index(
                fields=["vendor", "send_at", "id"],
                name="delivery_due",
                condition=Q(state__in=["waiting", "sending"]),
            ),
            models.Index(fields=["vendor", "send_at"], name="delivery_held", condition=Q(state="held")),
            models.Index(fields=["vendor", "-id"], name="delivery_failed", condition=Q(state="failed")),
            models.Index(
                fields=["vendor", "subject_id"],
                name="delivery_of_feedback",
                condition=Q(subject__in=["followup", "feedbackshare"], channel="email"),
            ),
            models.Index(fields=["vendor", "posted_as"], name="delivery_posted_as", condition=~Q(posted_as="")),
            models.Index(fields=["vendor", "bundle"], name="delivery_bundled", condition=Q(bundle__isnull=False)),
        ]

    def __str__(self):
        return f"{self.kind} to {self.membership_id}"
