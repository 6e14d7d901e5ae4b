"""Notices (R9, R45): what a vendor tells many at once, to whom, who has read it, and which cases it explains."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.models import Case, CaseEvent
from slas.models import CalendarException
from tenants.models import Membership, Partner, Vendor


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
    answer = models.TextField(blank=True)  # what was written on the linked cases when it ended

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


class NoticeVersion(models.Model):
    """The words of a notice and its period, from an instant on. Frozen once published: a correction is a new one."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    notice = models.ForeignKey(Notice, models.PROTECT, db_index=False, related_name="versions")
    number = models.PositiveIntegerField()
    title_en = models.CharField(max_length=160, blank=True)
    title_de = models.CharField(max_length=160, blank=True)
    body_en = models.TextField(blank=True)
    body_de = models.TextField(blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(null=True, blank=True)  # None: a draft's
    by = models.ForeignKey(Membership, models.PROTECT, db_index=False, related_name="+")
    announced = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["vendor", "notice", "number"], name="notice_version_once")]

    def __str__(self):
        return f"{self.notice_id} version {self.number}"

    @property
    def title(self) -> str:
        # A draft may have one title and no text yet.
        return self._in(self.language, "title") or self.title_en or self.title_de

    @property
    def body(self) -> str:
        return self._in(self.language, "body")

    @property
    def language(self) -> str:
        """The reader's language where the notice was written in it, else the other one."""
        wanted = "de" if (get_language() or "").startswith("de") else "en"
        other = "en" if wanted == "de" else "de"
        return wanted if self.speaks(wanted) or not self.speaks(other) else other

    @property
    def is_foreign(self) -> bool:
        """Whether the reader gets it in the other language, and is to be told so."""
        return not (get_language() or "en").startswith(self.language)

    def speaks(self, language: str) -> bool:
        return bool(self._in(language, "title") and self._in(language, "body"))

    def _in(self, language: str, part: str) -> str:
        return getattr(self, f"{part}_{language}")


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


class NoticeCase(models.Model):
    """A case that an incident explains. When the incident ends it is answered, or `trouble` says why it was not."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    notice = models.ForeignKey(Notice, models.PROTECT, db_index=False, related_name="links")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="+")
    by = models.ForeignKey(Membership, models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()
    event = models.ForeignKey(CaseEvent, models.PROTECT, null=True, db_index=False, related_name="+")  # its answer
    trouble = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["vendor", "notice", "case"], name="notice_case_once")]
        indexes = [models.Index(fields=["vendor", "case"], name="notice_of_case")]

    def __str__(self):
        return f"{self.notice_id} explains {self.case_id}"


class NoticeClosure(models.Model):
    """What an availability notice wrote into a calendar, so that it can be taken back with the notice."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    notice = models.ForeignKey(Notice, models.PROTECT, db_index=False, related_name="closures")
    exception = models.ForeignKey(CalendarException, models.PROTECT, db_index=False, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vendor", "notice", "exception"], name="notice_closure_once")]

    def __str__(self):
        return f"{self.notice_id} wrote {self.exception_id}"
