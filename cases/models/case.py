"""A partner's case: its current state. How it came about stands in its events, its times are derived from them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.queues import CaseQuerySet
from contacts.models import Entitlement, Product
from slas.models import PolicyVersion
from tenants.models import Customer, Membership, Partner, Vendor

NOTHING_DUE = 2**53  # sorts after every instant, so that "next due" needs no NULLS LAST in its index


class Status(models.TextChoices):
    NEW = "new", _("New")
    OPEN = "open", _("With the vendor")
    WAITING = "waiting", _("Waiting on the partner")
    REFERRED = "referred", _("With another department")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")

    @classmethod
    def working(cls) -> list["Status"]:
        """Not yet answered for good: what queues show."""
        return [cls.NEW, cls.OPEN, cls.WAITING, cls.REFERRED]


class Side(models.TextChoices):
    VENDOR = "vendor", _("Vendor")
    PARTNER = "partner", _("Partner")


class Channel(models.TextChoices):
    PORTAL = "portal", _("Portal")
    EMAIL = "email", _("Email")
    API = "api", _("API")


class Case(models.Model):
    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, db_index=False, related_name="cases")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, db_index=False, related_name="cases")
    contact = models.ForeignKey(Membership, models.PROTECT, db_index=False, related_name="+")
    owner = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, db_index=False, related_name="owned_cases"
    )
    # Empty only inside the submitting transaction: the counter's row is locked last (cases/verbs/submit.py).
    number = models.PositiveBigIntegerField(null=True)
    submission_key = models.UUIDField()

    case_type = models.CharField(max_length=40)
    category = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=12, choices=Channel.choices, default=Channel.PORTAL)
    summary = models.CharField(max_length=200)
    product = models.ForeignKey(Product, models.PROTECT, db_index=False, related_name="+")
    product_version = models.CharField(max_length=40)
    affected_users = models.PositiveIntegerField(null=True, blank=True)
    customer_included = models.BooleanField(default=False)

    # Ranks are copied from the policy and the vendor's lists when they are chosen, 1 first (R24).
    severity_reported = models.CharField(max_length=8)
    severity_confirmed = models.CharField(max_length=8, blank=True)
    severity_proposed = models.CharField(max_length=8, blank=True)
    severity = models.CharField(max_length=8)
    severity_rank = models.PositiveSmallIntegerField()
    impact = models.CharField(max_length=40)
    impact_rank = models.PositiveSmallIntegerField()
    environment = models.CharField(max_length=40)
    environment_rank = models.PositiveSmallIntegerField()
    # The severity row's flag and the environment's, as they were: together a constraint (R21).
    production_only = models.BooleanField()
    in_production = models.BooleanField()

    # What the case is promised: all as it was when it was received (R1, R3).
    policy = models.ForeignKey(PolicyVersion, models.PROTECT, db_index=False, related_name="+")
    plan = models.CharField(max_length=40)
    region = models.CharField(max_length=40)
    calendar = models.CharField(max_length=40)
    entitlement = models.ForeignKey(Entitlement, models.PROTECT, null=True, db_index=False, related_name="+")
    entitlement_text = models.CharField(max_length=160, blank=True)

    status = models.CharField(max_length=12, choices=Status.choices, default=Status.NEW)
    department = models.CharField(max_length=40, blank=True)
    cause = models.CharField(max_length=40, blank=True)
    escalation_level = models.PositiveSmallIntegerField(default=0)
    escalated_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    closings = models.PositiveSmallIntegerField(default=0)

    received_at = models.DateTimeField()
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    # The same without what is internal: a partner must not see from its list that a note was written.
    shared_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    close_due_at = models.DateTimeField(null=True, blank=True)

    last_word = models.CharField(max_length=8, choices=Side.choices, default=Side.PARTNER)
    last_word_by = models.ForeignKey(Membership, models.PROTECT, null=True, db_index=False, related_name="+")
    last_word_at = models.DateTimeField()
    event_count = models.PositiveIntegerField(default=0)

    # Caches of the reckoning, for lists and sweeps; verify_milestones checks them.
    next_due = models.BigIntegerField(default=NOTHING_DUE)  # epoch seconds
    at_risk_from = models.BigIntegerField(default=NOTHING_DUE)  # epoch seconds

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vendor", "number"], name="case_number_once"),
            models.UniqueConstraint(fields=["vendor", "partner", "submission_key"], name="case_submitted_once"),
            models.CheckConstraint(
                name="case_production_only_in_production",
                condition=Q(production_only=False) | Q(in_production=True),
            ),
            models.CheckConstraint(name="case_not_merged_into_itself", condition=~Q(merged_into=F("id"))),
        ]
        indexes = [
            models.Index(
                fields=[
                    "vendor",
                    "severity_rank",
                    "impact_rank",
                    "environment_rank",
                    "received_at",
                    "id",
                ],
                name="case_policy_order",
                condition=Q(status__in=["new", "open", "waiting", "referred"]),
            ),
            models.Index(
                fields=["vendor", "next_due", "id"],
                name="case_next_due",
                condition=Q(status__in=["new", "open", "waiting", "referred"]),
            ),
            models.Index(
                fields=["vendor", "at_risk_from", "id"],
                name="case_at_risk",
                condition=Q(status__in=["new", "open", "waiting", "referred"]),
            ),
            models.Index(
                fields=["vendor", "owner", "status"],
                name="case_of_owner",
                condition=Q(status__in=["new", "open", "waiting", "referred"]),
            ),
            models.Index(fields=["vendor", "partner", "-shared_at", "-id"], name="case_of_partner"),
            # What is included lets counts and choices be read off the index alone.
            models.Index(fields=["vendor", "partner", "status"], include=["contact"], name="case_of_partner_by_status"),
            models.Index(fields=["vendor", "-changed_at", "-id"], include=["status"], name="case_changed"),
            models.Index(
                fields=["vendor", "close_due_at"], name="case_close_due", condition=Q(close_due_at__isnull=False)
            ),
            models.Index(
                fields=["vendor", "-escalation_level", "severity_rank", "next_due", "id"],
                name="case_escalated",
                condition=Q(escalation_level__gt=0, status__in=["new", "open", "waiting", "referred"]),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.summary}"

    @property
    def is_working(self) -> bool:
        return self.status in Status.working()

    @property
    def is_over(self) -> bool:
        return self.status in (Status.RESOLVED, Status.CLOSED)


class CaseNumber(models.Model):
    """A vendor's counter: its row is locked last in the submitting transaction, so numbers have no gaps."""

    vendor = models.OneToOneField(Vendor, models.PROTECT, related_name="+")
    last = models.PositiveBigIntegerField()

    def __str__(self):
        return f"{self.vendor_id}: {self.last}"


class Watcher(models.Model):
    """A person on copy (V17)."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, db_index=False, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="watchers")
    membership = models.ForeignKey(Membership, models.PROTECT, db_index=False, related_name="watched")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vendor", "case", "membership"], name="watcher_once")]

    def __str__(self):
        return f"{self.membership_id} watches {self.case_id}"
