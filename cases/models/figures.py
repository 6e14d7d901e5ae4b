"""What figures are made of: what each case contributed, and its sums by day. Derived rows, rebuilt at any time.

Without foreign keys of the database but the vendor's: nothing here is a truth of its own, and a rebuild of a large
vendor writes millions of rows. Days are days of UTC; a reader's own days are put together from them, and from the
contributions at their rims (cases/figures/asking.py).
"""

from django.db import models

from cases.models.case import Case
from tenants.models import Membership, Partner, Vendor


class What(models.TextChoices):
    """What happened, counted at the instant at which it was decided, so that past days stay as they are."""

    RECEIVED = "received"
    REOPENED = "reopened"
    RESOLVED = "resolved"  # or closed without being resolved before: from here on nobody works on it
    CLOSED = "closed"
    ESCALATED = "escalated"  # rose by a level
    ANSWERED = "answered"  # the initial response was given, in time or late
    MET = "met"  # a milestone, in time
    LATE = "late"  # a milestone, at the instant of its breach, answered later or not
    ENDED = "ended"  # a milestone, neither met nor missed


class Side(models.TextChoices):
    """With whom a case lay. TOTAL is their sum."""

    VENDOR = "vendor"
    PARTNER = "partner"
    DEPARTMENT = "department"
    TOTAL = "total"


class Of(models.TextChoices):
    """What a sum is narrowed to."""

    ALL = "all"
    PARTNER = "partner"
    OWNER = "owner"


class CaseFigure(models.Model):
    """One contribution of one case. Seconds are those of a resolution, by the side that had the case since it was
    received or reopened, or of an initial response (all with the vendor): wall time, and time of the calendar.

    owner, severity: as they were at the instant `at`. kind: the milestone's, "" for what is no milestone's.
    ordinal: the milestone's, or the position of the event in the log.
    """

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, db_constraint=False, related_name="figures")
    partner = models.ForeignKey(Partner, models.PROTECT, db_index=False, db_constraint=False, related_name="+")
    owner = models.ForeignKey(
        Membership, models.PROTECT, null=True, db_index=False, db_constraint=False, related_name="+"
    )
    what = models.CharField(max_length=12, choices=What.choices)
    kind = models.CharField(max_length=20, blank=True)
    ordinal = models.PositiveIntegerField()
    severity = models.CharField(max_length=8)
    at = models.DateTimeField()
    day = models.DateField()  # of UTC
    wall_vendor = models.PositiveIntegerField(default=0)
    wall_partner = models.PositiveIntegerField(default=0)
    wall_department = models.PositiveIntegerField(default=0)
    open_vendor = models.PositiveIntegerField(default=0)
    open_partner = models.PositiveIntegerField(default=0)
    open_department = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vendor", "case", "what", "kind", "ordinal"], name="case_figure_once")
        ]
        indexes = [
            # With all that sums read: the rims of a span are read off the index alone.
            models.Index(
                fields=["vendor", "day", "at"],
                include=[
                    "what",
                    "kind",
                    "severity",
                    "partner",
                    "owner",
                    "wall_vendor",
                    "wall_partner",
                    "wall_department",
                    "open_vendor",
                    "open_partner",
                    "open_department",
                ],
                name="case_figure_day",
            ),
            models.Index(fields=["vendor", "what", "kind", "at", "id"], name="case_figure_list"),
        ]

    def __str__(self):
        return f"{self.case_id} {self.what} {self.kind}"


class FigureSum(models.Model):
    """A sum of contributions. whose: the partner's or the owner's id, 0 for all, and for cases without owner."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    day = models.DateField()
    of = models.CharField(max_length=8, choices=Of.choices)
    whose = models.BigIntegerField()
    what = models.CharField(max_length=12, choices=What.choices)
    kind = models.CharField(max_length=20, blank=True)
    severity = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    wall_vendor = models.BigIntegerField()
    wall_partner = models.BigIntegerField()
    wall_department = models.BigIntegerField()
    open_vendor = models.BigIntegerField()
    open_partner = models.BigIntegerField()
    open_department = models.BigIntegerField()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.day} {self.of} {self.whose} {self.what} {self.kind}"


class DailyFigure(FigureSum):
    """A day's."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "of", "whose", "day", "what", "kind", "severity"], name="daily_figure_once"
            )
        ]
        indexes = [models.Index(fields=["vendor", "day", "of"], name="daily_figure_day")]


class MonthlyFigure(FigureSum):
    """A month's, by its first day. Every month before the newest one that has figures."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "of", "whose", "day", "what", "kind", "severity"], name="monthly_figure_once"
            )
        ]
        indexes = [models.Index(fields=["vendor", "day", "of"], name="monthly_figure_day")]


class FigureSpread(models.Model):
    """How durations are spread: so many of them fell into a bucket (cases/figures/buckets.py)."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    day = models.DateField()
    of = models.CharField(max_length=8, choices=Of.choices)
    whose = models.BigIntegerField()
    what = models.CharField(max_length=12, choices=What.choices)
    severity = models.CharField(max_length=8)
    side = models.CharField(max_length=10, choices=Side.choices)
    bucket = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.day} {self.of} {self.whose} {self.what} {self.side}"


class DailySpread(FigureSpread):
    """A day's."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "of", "whose", "day", "what", "severity", "side", "bucket"], name="daily_spread_once"
            )
        ]
        indexes = [models.Index(fields=["vendor", "day", "of"], name="daily_spread_day")]


class MonthlySpread(FigureSpread):
    """A month's, by its first day."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "of", "whose", "day", "what", "severity", "side", "bucket"],
                name="monthly_spread_once",
            )
        ]
        indexes = [models.Index(fields=["vendor", "day", "of"], name="monthly_spread_day")]


class FiguresDue(models.Model):
    """A case whose contributions are to be read again. A trigger writes the row with the case's own change."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, db_constraint=False, related_name="+")
    at = models.DateTimeField()  # when the row was written: how long the sweep has left it

    class Meta:
        indexes = [models.Index(fields=["vendor", "id"], name="figures_due_of_vendor")]

    def __str__(self):
        return f"{self.case_id}"
