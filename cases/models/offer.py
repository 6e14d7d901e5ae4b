"""Billable work is offered and agreed before it is billed (R51). Rows are never changed: an offer that is changed is a
new one, and how one ended is a row of its own.
"""

from datetime import datetime
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.message import Message
from tenants.models import Membership, Partner, Vendor


class Basis(models.TextChoices):
    FIXED = "fixed", _("Fixed price")
    HOURLY = "hourly", _("By the hour")


class Outcome(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")
    REPLACED = "replaced", _("Replaced by a newer offer")
    WITHDRAWN = "withdrawn", _("Withdrawn")

    @classmethod
    def answers(cls) -> list["Outcome"]:
        """What only the partner can bring about."""
        return [cls.ACCEPTED, cls.DECLINED]


class OfferQuerySet(models.QuerySet["Offer"]):
    def open(self):
        """Those that have not ended."""
        ended = OfferEnd.objects.filter(vendor=models.OuterRef("vendor"), offer=models.OuterRef("pk"))
        return self.filter(~models.Exists(ended))

    def to_expire(self, at: datetime):
        """Those that nobody has answered by the aware UTC instant `at`."""
        return self.open().filter(expires_at__lte=at).order_by("expires_at", "id")


class Offer(models.Model):
    """What is done stands in its message, which can be redacted; the terms are these columns."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="offers")
    number = models.PositiveIntegerField()  # 1 for the case's first; each change is the next
    basis = models.CharField(max_length=8, choices=Basis.choices)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    rate = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)  # an hour
    hours = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)  # estimated
    currency = models.CharField(max_length=3)  # ISO 4217
    valid_until = models.DateField()  # the last day, in the zone of the case's contact
    expires_at = models.DateTimeField()  # the end of that day
    message = models.ForeignKey(Message, models.PROTECT, db_index=False, related_name="+")
    by = models.ForeignKey(Membership, models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["vendor", "case", "number"], name="offer_number_once"),
            models.CheckConstraint(
                name="offer_has_its_terms",
                condition=Q(basis="fixed", amount__gt=0, rate=None, hours=None)
                | Q(basis="hourly", amount=None, rate__gt=0, hours__gt=0),
            ),
        ]
        indexes = [models.Index(fields=["vendor", "expires_at"], name="offer_to_expire")]

    def __str__(self):
        return f"{self.case_id} offer {self.number}"

    @property
    def total(self) -> Decimal:
        """The price, or what the estimated hours come to."""
        if self.amount is not None:
            return self.amount
        assert self.rate is not None and self.hours is not None
        return self.rate * self.hours


class OfferEnd(models.Model):
    """How an offer ended. An agreement is a row that names the partner's person, and nobody else can write one."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, db_index=False, related_name="+")
    offer = models.ForeignKey(Offer, models.PROTECT, db_index=False, related_name="ends")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    answered_by = models.ForeignKey(Membership, models.PROTECT, null=True, db_index=False, related_name="+")
    message = models.ForeignKey(Message, models.PROTECT, null=True, db_index=False, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vendor", "offer"], name="offer_ends_once"),
            models.CheckConstraint(
                name="offer_answered_by_the_partner",
                condition=Q(outcome__in=["accepted", "declined"], answered_by__isnull=False)
                | (~Q(outcome__in=["accepted", "declined"]) & Q(answered_by=None)),
            ),
        ]

    def __str__(self):
        return f"{self.offer_id} {self.outcome}"
