"""The rows that hold calendars and policies: versions that are never changed once they count."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tenants.models import Vendor


class ServiceCalendar(models.Model):
    """A named calendar of a vendor. Its opening times stand in its versions; a case follows the newest."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    code = models.SlugField(max_length=40, db_index=False)
    # As the vendor's text defines it. None: loaded before there were exceptions, so as in the newest version.
    base = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vendor", "code"], name="calendar_once")]

    def __str__(self):
        return self.code


class CalendarException(models.Model):
    """A closure or opening that was announced (R9) and stands beside the vendor's text: loading it keeps these."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    calendar = models.ForeignKey(ServiceCalendar, models.PROTECT, db_index=False, related_name="exceptions")
    closes = models.BooleanField()  # False: open where it usually is not
    first = models.DateField()
    last = models.DateField()
    from_minute = models.PositiveSmallIntegerField()  # of the local day, on each of these days
    to_minute = models.PositiveSmallIntegerField()
    reason_en = models.CharField(max_length=200)
    reason_de = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["vendor", "calendar"], name="exception_of_calendar")]

    def __str__(self):
        return f"{self.calendar_id} {self.first} to {self.last}"


class CalendarVersion(models.Model):
    """Immutable: the definition as it was drafted, its materialised holidays and UTC intervals."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    calendar = models.ForeignKey(ServiceCalendar, models.PROTECT, db_index=False, related_name="versions")
    number = models.PositiveIntegerField()
    zone = models.CharField(max_length=64)
    definition = models.JSONField()
    holidays = models.JSONField()  # [{"day": "2026-04-03", "name": {"en": …, "de": …}}, …]
    marks = models.JSONField()  # why it is closed: [[start, end, why, {"en": …, "de": …}], …]
    offsets = models.JSONField()  # local time is UTC plus: [[from, seconds], …]
    starts = ArrayField(models.BigIntegerField())  # epoch seconds, half-open with `ends`
    ends = ArrayField(models.BigIntegerField())
    horizon_from = models.DateTimeField()
    horizon_to = models.DateTimeField()  # past it the clock raises: an error, not a guess
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["vendor", "calendar", "number"], name="calendar_version_once")]

    def __str__(self):
        return f"{self.calendar_id} version {self.number}"


class PolicyQuerySet(models.QuerySet["PolicyVersion"]):
    def in_force(self, at: datetime):
        """The published version that counts for a case received at the aware UTC instant `at`."""
        return self.filter(published_at__isnull=False, effective_from__lte=at).order_by("-effective_from", "-number")


class PolicyVersion(models.Model):
    """A frozen, dated version of a vendor's table. A draft has no `published_at` and may still be changed."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    number = models.PositiveIntegerField()
    revised_on = models.DateField()
    effective_from = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    document = models.JSONField()  # severities, plans with their targets, texts: as in vendors/*.yaml
    source = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["vendor", "number"], name="policy_version_once")]
        indexes = [
            models.Index(
                fields=["vendor", "-effective_from"], name="policy_in_force", condition=Q(published_at__isnull=False)
            )
        ]

    def __str__(self):
        return f"Policy {self.number}, revised {self.revised_on}"
