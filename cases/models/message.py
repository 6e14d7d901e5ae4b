"""Words and files. They can be blanked (redacted); the events that point to them stay."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case, Channel, Side
from tenants.models import Customer, Membership, Partner, Vendor


class Audience(models.TextChoices):
    """Who may read: each also reads what is meant for the ones below it."""

    INTERNAL = "internal", _("Only the vendor")
    PARTNER = "partner", _("The vendor and the partner")
    CUSTOMER = "customer", _("The vendor, the partner and its customer")


class Message(models.Model):
    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, db_index=False, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="messages")
    author = models.ForeignKey(Membership, models.PROTECT, null=True, db_index=False, related_name="+")
    side = models.CharField(max_length=8, choices=Side.choices)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    channel = models.CharField(max_length=12, choices=Channel.choices, default=Channel.PORTAL)
    language = models.CharField(max_length=5, blank=True)
    # Written by a machine (an automatic reply): meets no milestone.
    automatic = models.BooleanField(default=False)
    body = models.TextField()
    # What a mail program put below the words: the signature, the mails before. Shown on demand.
    quoted = models.TextField(blank=True, default="")
    # The form's other answers, in the form's order: [{"code": "steps", "text": …}, …]
    sections = models.JSONField(default=list)
    at = models.DateTimeField()
    redacted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["vendor", "case", "at"], name="message_of_case")]

    def __str__(self):
        return self.body[:60]


def _place(attachment: "Attachment", filename: str) -> str:
    # The given name never becomes a path: it is kept in the row alone.
    return f"{attachment.vendor_id}/{attachment.digest[:2]}/{attachment.digest}"


class Attachment(models.Model):
    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, db_index=False, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="attachments")
    message = models.ForeignKey(Message, models.PROTECT, db_index=False, related_name="attachments")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    digest = models.CharField(max_length=64)  # sha256, hexadecimal
    file = models.FileField(upload_to=_place, max_length=200)
    at = models.DateTimeField()
    redacted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["vendor", "case"], name="attachment_of_case")]

    def __str__(self):
        return self.name
