"""Mails that came in, the mailboxes they are read from, and addresses that nothing reaches any more."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from notifications.models.delivery import Delivery
from tenants.models import Membership, Vendor


class Inbound(models.TextChoices):
    """Where a mail that came in stands."""

    RECEIVED = "received", _("Waits")
    FILED = "filed", _("Filed")
    REFUSED = "refused", _("Refused")
    IGNORED = "ignored", _("Left aside")
    FAILED = "failed", _("Failed")


class Reason(models.TextChoices):
    """What became of it, and why."""

    NONE = "", ""
    ANSWERED = "answered", _("Put on its case")
    OPENED = "opened", _("A new case")
    BOUNCED = "bounced", _("A mail of ours came back")
    DELAYED = "delayed", _("A mail of ours is late")
    AUTOMATIC = "automatic", _("Written by a machine")
    BULK = "bulk", _("A list or a mass mailing")
    STRANGER = "stranger", _("The sender is not known here")
    MISMATCH = "mismatch", _("The sender is not who the reply address was given to")
    STAFF = "staff", _("The vendor's people answer in the portal")
    NOT_ON_CASE = "not_on_case", _("The sender is not on copy of the case")
    NOT_CONTACT = "not_contact", _("Only Designated Contacts write by mail")
    SEVERAL = "several", _("The sender belongs to several organisations")
    CLOSED = "closed", _("The case is closed")
    NO_CONTRACT = "no_contract", _("No support contract runs")
    TOO_LARGE = "too_large", _("The mail is too large")
    TOO_OFTEN = "too_often", _("The sender wrote too often")
    FORGED = "forged", _("The sender could not be proved")
    BROKEN = "broken", _("It cannot be read")
    NOT_TAKEN = "not_taken", _("The case did not take it")
    DISCARDED = "discarded", _("Discarded by the operator")
    ERROR = "error", _("An error on our side")


class InboundMailQuerySet(models.QuerySet["InboundMail"]):
    def waiting(self):
        return self.filter(state=Inbound.RECEIVED).order_by("id")

    def to_answer(self, at: datetime):
        """Those whose sender is to get a word, at the aware UTC instant `at`."""
        return self.filter(answer_at__lte=at).order_by("answer_at", "id")

    def of_sender_since(self, sender: str, at: datetime):
        return self.filter(sender=sender, at__gte=at)

    def to_forget(self, at: datetime):
        """Those whose bytes are no longer kept at the aware UTC instant `at`."""
        return self.filter(raw_until__lte=at).exclude(raw="").order_by("raw_until")

    def of_nobody(self):
        """Those of no vendor that wait for nothing."""
        return self.filter(vendor=None).exclude(state=Inbound.RECEIVED)


def _place(mail: "InboundMail", filename: str) -> str:
    return f"inbound/{mail.key[:2]}/{mail.key}"


class InboundMail(models.Model):
    """One mail, kept before anything is done with it. Its vendor is empty until somebody of a vendor is found in it.

    No address stands here: `sender` is a keyed hash of it, `domain` what is shown to administrators (R44).
    """

    vendor = models.ForeignKey(Vendor, models.PROTECT, null=True, db_index=False, related_name="+")
    key = models.CharField(max_length=64)  # of Message-ID and sender, or of the bytes: the same mail twice is one
    source = models.CharField(max_length=120)  # the mailbox's name, or "webhook"
    sender = models.CharField(max_length=64, blank=True)
    domain = models.CharField(max_length=190, blank=True)
    membership = models.ForeignKey(Membership, models.PROTECT, null=True, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, db_index=False, related_name="+")
    delivery = models.ForeignKey(Delivery, models.PROTECT, null=True, db_index=False, related_name="+")
    state = models.CharField(max_length=8, choices=Inbound.choices, default=Inbound.RECEIVED)
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    trouble = models.CharField(max_length=400, blank=True)
    size = models.PositiveBigIntegerField()  # bytes
    digest = models.CharField(max_length=64)  # sha256 of the bytes kept, hexadecimal
    raw = models.FileField(upload_to=_place, max_length=200, blank=True)
    raw_until = models.DateTimeField()
    at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(
        default=0
    )  # begun ones: a mail that kills its worker is not tried for ever
    handled_at = models.DateTimeField(null=True, blank=True)
    # When its sender is to get a word; empty where none is due, or it has gone out.
    answer_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    # What the operator did with a mail that belonged to no vendor: given to one, or discarded (then `trouble` is why).
    given_to = models.ForeignKey(Vendor, models.PROTECT, null=True, db_index=False, related_name="+")
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)

    objects = InboundMailQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="inbound_mail_once")]
        indexes = [
            models.Index(fields=["vendor", "-id"], name="inbound_of_vendor"),
            models.Index(fields=["vendor", "id"], name="inbound_waiting", condition=Q(state="received")),
            models.Index(
                fields=["vendor", "answer_at"], name="inbound_to_answer", condition=Q(answer_at__isnull=False)
            ),
            models.Index(fields=["vendor", "sender", "at"], name="inbound_of_sender"),
            models.Index(fields=["vendor", "raw_until"], name="inbound_kept", condition=~Q(raw="")),
        ]

    def __str__(self):
        return f"{self.source} {self.state} {self.reason}"


class MailboxQuerySet(models.QuerySet["Mailbox"]):
    def behind(self):
        """Those that were not read to their end, or not at all."""
        return self.filter(Q(behind__gt=0) | ~Q(trouble=""))


class Mailbox(models.Model):
    """How far a mailbox has been read. It belongs to the installation, not to a vendor."""

    name = models.CharField(max_length=120, primary_key=True)  # user@host/folder
    uidvalidity = models.BigIntegerField(default=0)
    position = models.BigIntegerField(default=0)  # the highest UID that is filed
    # What lay in the mailbox when it was first read is taken only where it was unread: UIDs below this one.
    first_new = models.BigIntegerField(default=1)
    read_at = models.DateTimeField(null=True, blank=True)  # when it was last read to the end of a batch
    behind = models.PositiveIntegerField(default=0)  # messages still to be read then
    trouble = models.CharField(max_length=400, blank=True)
    trouble_since = models.DateTimeField(null=True, blank=True)

    objects = MailboxQuerySet.as_manager()

    def __str__(self):
        return self.name


HARD_BOUNCES = 3  # after so many, mails to an address end
APART = timedelta(hours=12)  # bounces of one hour tell no more than one of them


class DeadAddress(models.Model):
    """A person whose mails come back. From `stopped_at` on none is sent, until an administrator says otherwise."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    membership = models.ForeignKey(Membership, models.PROTECT, db_index=False, related_name="+")
    bounces = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField()
    words = models.CharField(max_length=400, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vendor", "membership"], name="dead_address_once")]

    def __str__(self):
        return f"{self.membership_id}: {self.bounces}"
