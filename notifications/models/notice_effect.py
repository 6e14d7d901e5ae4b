"""What a notice does elsewhere: the cases that it explains, and the calendars that it changes."""

from django.db import models

from cases.models import Case, CaseEvent
from notifications.models.notice import Notice
from slas.models import CalendarException, CalendarVersion
from tenants.models import Membership, Vendor


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
    # The calendar's version in which the exception stands or, taken back, stands no more: what cases have to follow.
    version = models.ForeignKey(CalendarVersion, models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vendor", "notice", "exception"], name="notice_closure_once")]

    def __str__(self):
        return f"{self.notice_id} wrote {self.exception_id}"
