"""Whom a notice is meant for, whom it has reached, and who has read it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.models.notice import Notice, NoticeKind
from notifications.models.notice_version import NoticeVersion
from tenants.models import Membership, Partner, Vendor


class NoticeAudience(models.Model):
    """What narrows the partners of a notice, beside its products: only the vendor's side reads it."""

    class By(models.TextChoices):
        PLAN = "plan", _("Plan")
        REGION = "region", _("Region")
        PARTNER = "partner", _("Partner")

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    notice = models.ForeignKey(Notice, models.PROTECT, db_index=False, related_name="audience")
    by = models.CharField(max_length=8, choices=By.choices)
    code = models.CharField(max_length=40, blank=True)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "notice", "by", "code", "partner"], name="notice_audience_once", nulls_distinct=False
            )
        ]

    def __str__(self):
        return f"{self.by} {self.code or self.partner_id}"


class NoticePartner(models.Model):
    """A partner that a notice reaches, as found when it was told. This row lets the partner's side read it."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    notice = models.ForeignKey(Notice, models.PROTECT, db_index=False, related_name="reached")
    partner = models.ForeignKey(Partner, models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField(max_length=12, choices=NoticeKind.choices)  # the notice's: customers read some kinds

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vendor", "notice", "partner"], name="notice_reaches_once"),
        ]
        indexes = [models.Index(fields=["vendor", "partner", "notice"], name="notice_of_partner")]

    def __str__(self):
        return f"{self.notice_id} reaches {self.partner_id}"


class NoticeRead(models.Model):
    """A person of a reached partner has opened a version, signed in."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    notice = models.ForeignKey(Notice, models.PROTECT, db_index=False, related_name="reads")
    version = models.ForeignKey(NoticeVersion, models.PROTECT, db_index=False, related_name="reads")
    partner = models.ForeignKey(Partner, models.PROTECT, db_index=False, related_name="+")
    membership = models.ForeignKey(Membership, models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vendor", "version", "membership"], name="notice_read_once")]
        indexes = [models.Index(fields=["vendor", "notice", "partner"], name="notice_reads")]

    def __str__(self):
        return f"{self.membership_id} read {self.version_id}"
