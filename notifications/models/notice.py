"""Notices (R9, R45): what a vendor tells many at once, to whom, who has read it, and which cases it explains."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.models import Membership, Vendor


class NoticeKind(models.TextChoices):
    INCIDENT = "incident", _("Critical incident")
    MAINTENANCE = "maintenance", _("Maintenance window")
    AVAILABILITY = "availability", _("Support availability")
    RELEASE = "release", _("Release")
    HOTFIX = "hotfix", _("Hotfix")
    BETA = "beta", _("Beta test")


# News of the product: its managers publish these too, and without an end they are shown for two weeks.
NEWS = (NoticeKind.RELEASE, NoticeKind.HOTFIX, NoticeKind.BETA)


class NoticeState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Coming")
    RUNNING = "running", _("Running")
    ENDED = "ended", _("Ended")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Hours(models.TextChoices):
    """What an availability notice does to support's hours."""

    CLOSED = "closed", _("Closed")
    OPEN = "open", _("Open")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def published(self):
        return self.filter(published_at__isnull=False)

    def drafts(self):
        return self.filter(state=NoticeState.DRAFT).order_by("-id")

    def running(self):
        """Critical incidents first, then the newest."""
        incident = models.Case(models.When(kind=NoticeKind.INCIDENT, then=0), default=1)
        return self.filter(state=NoticeState.RUNNING).order_by(incident, "-starts_at", "-id")

    def coming(self, until: datetime | None = None):
        """Published and not begun, the next one first; with `until`, those that begin before that instant."""
        found = self.filter(state=NoticeState.SCHEDULED).order_by("starts_at", "id")
        return found if until is None else found.filter(starts_at__lt=until)

    def over(self):
        """Ended, or taken back after they were told; the newest first."""
        states = [NoticeState.ENDED, NoticeState.WITHDRAWN]
        return self.published().filter(state__in=states).order_by("-id")

    def about(self, product: str):
        """Those that concern a product (its code): a notice that names none concerns all."""
        return self.filter(Q(products__contains=[product]) | Q(products=[]))

    def to_begin(self, at: datetime):
        return self.filter(state=NoticeState.SCHEDULED, starts_at__lte=at).order_by("starts_at", "id")

    def to_end(self, at: datetime):
        return self.filter(state=NoticeState.RUNNING, ends_at__lte=at).order_by("ends_at", "id")


class Notice(models.Model):
    """Its words stand in versions. A partner's side reads it where a NoticePartner row says that it is reached."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField(max_length=12, choices=NoticeKind.choices)
    state = models.CharField(max_length=10, choices=NoticeState.choices, default=NoticeState.DRAFT)
    current = models.ForeignKey("NoticeVersion", models.PROTECT, null=True, db_index=False, related_name="+")
    starts_at = models.DateTimeField(null=True, blank=True)  # None in a draft: when it is published
    ends_at = models.DateTimeField(null=True, blank=True)  # None: until somebody ends it
    ahead = models.BooleanField(default=True)  # told when it is published; False: not before it begins
    products = ArrayField(models.CharField(max_length=40), default=list, blank=True)  # codes; none is all
    # Availability: what it does to the calendars of its regions, on each of these local days
    hours = models.CharField(max_length=6, choices=Hours.choices, blank=True)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    from_minute = models.PositiveSmallIntegerField(default=0)
    to_minute = models.PositiveSmallIntegerField(default=1440)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Membership, models.PROTECT, db_index=False, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Membership, models.PROTECT, null=True, db_index=False, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Membership, models.PROTECT, null=True, db_index=False, related_name="+")
    # What is written on the linked cases when it ends, in the languages of their contacts.
    answer_en = models.TextField(blank=True)
    answer_de = models.TextField(blank=True)
    # How many running cases had to follow when its hours were published, or taken back; None: no hours were changed.
    following = models.PositiveIntegerField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    if TYPE_CHECKING:
        current_id: int | None

    class Meta:
        indexes = [
            models.Index(fields=["vendor", "state", "starts_at"], name="notice_of_vendor"),
            models.Index(
                fields=["vendor", "starts_at"], name="notice_to_begin", condition=Q(state=NoticeState.SCHEDULED)
            ),
            models.Index(fields=["vendor", "ends_at"], name="notice_to_end", condition=Q(state=NoticeState.RUNNING)),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def is_over(self) -> bool:
        return self.state in (NoticeState.ENDED, NoticeState.WITHDRAWN)
