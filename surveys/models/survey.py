"""One survey for each closing of a case, to the contact who submitted it (R40)."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from tenants.models import Membership, Partner, Vendor

BEST = 5  # ratings go from 1, the worst, to this


class Question(models.TextChoices):
    """The three things that are rated (R41): the names of the fields that hold the ratings."""

    SERVICE = "service", _("The service of our representative")
    TIMELINESS = "timeliness", _("The timeliness of our response")
    QUALITY = "quality", _("The quality of the solution")


class State(models.TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Open")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")  # the case was opened again


class SurveyQuerySet(models.QuerySet["Survey"]):
    """What is due at the aware UTC instant `at`, the longest due first."""

    def to_invite(self, at: datetime):
        return self.filter(state=State.PLANNED, invite_at__lte=at).order_by("invite_at", "id")

    def to_remind(self, at: datetime):
        return self.filter(remind_at__lte=at).order_by("remind_at", "id")

    def to_expire(self, at: datetime):
        return self.filter(state=State.OPEN, expires_at__lte=at).order_by("expires_at", "id")

    def answered(self):
        """The newest answer first."""
        return self.filter(answered_at__isnull=False).order_by("-answered_at", "-id")


class Survey(models.Model):
    """`service`, `timeliness` and `quality` are the ratings that count, copied from the last answer: 1 to 5, or None
    where that question was left out.
    """

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="surveys")
    closing = models.PositiveSmallIntegerField()  # 1 for the case's first closing
    membership = models.ForeignKey(Membership, models.PROTECT, db_index=False, related_name="+")
    # Whose service is rated: the Case Owner at the closing.
    owner = models.ForeignKey(Membership, models.PROTECT, null=True, db_index=False, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    invite_at = models.DateTimeField()
    invited_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)  # empty once it was reminded, or need not be
    reminded_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)  # of the first answer: what its figures count by
    changed_at = models.DateTimeField(null=True)  # of the last one
    service = models.PositiveSmallIntegerField(null=True)
    timeliness = models.PositiveSmallIntegerField(null=True)
    quality = models.PositiveSmallIntegerField(null=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vendor", "case", "closing"], name="survey_once_a_closing"),
        ]
        indexes = [
            models.Index(fields=["vendor", "invite_at"], name="survey_to_invite", condition=Q(state="planned")),
            models.Index(fields=["vendor", "remind_at"], name="survey_to_remind", condition=Q(remind_at__isnull=False)),
            models.Index(fields=["vendor", "expires_at"], name="survey_to_expire", condition=Q(state="open")),
            models.Index(
                fields=["vendor", "-answered_at", "-id"],
                include=["service", "timeliness", "quality"],
                name="survey_answered",
                condition=Q(answered_at__isnull=False),
            ),
            models.Index(
                fields=["vendor", "partner", "-answered_at", "-id"],
                name="survey_of_partner",
                condition=Q(answered_at__isnull=False),
            ),
            models.Index(
                fields=["vendor", "owner", "-answered_at", "-id"],
                name="survey_of_owner",
                condition=Q(answered_at__isnull=False),
            ),
            # With all that the response rate is reckoned from, of everybody, of a partner and of an owner.
            models.Index(
                fields=["vendor", "invited_at"],
                include=["answered_at", "withdrawn_at", "partner", "owner"],
                name="survey_invited",
                condition=Q(invited_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.case_id} closing {self.closing}"

    def takes_answers(self, at: datetime) -> bool:
        """Whether it can be answered, or an answer changed, at the aware UTC instant `at`."""
        return self.state == State.OPEN and self.expires_at is not None and at < self.expires_at

    def rating(self, question: Question) -> int | None:
        return getattr(self, question.value)
