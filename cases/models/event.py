"""The log of a case: append-only, a trigger refuses to change or delete a row."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.message import Audience, Message
from tenants.models import Customer, Membership, Partner, Vendor

__all__ = ["Audience", "CaseEvent", "EventKind"]


class EventKind(models.TextChoices):
    RECEIVED = "received", _("Received")
    SAID = "said", _("Message")
    NOTED = "noted", _("Internal note")
    OWNED = "owned", _("Case Owner")
    SEVERITY_CONFIRMED = "severity_confirmed", _("Severity confirmed")
    SEVERITY_PROPOSED = "severity_proposed", _("Severity proposed")
    SEVERITY_DECIDED = "severity_decided", _("Severity decided")
    WAITED = "waited", _("Waiting on the partner")
    RETURNED = "returned", _("Back with the vendor")
    REFERRED = "referred", _("Referred to a department")
    CATEGORISED = "categorised", _("Category changed")
    OFFERED = "offered", _("Billable work offered")
    OFFER_ACCEPTED = "offer_accepted", _("Offer accepted")
    OFFER_DECLINED = "offer_declined", _("Offer declined")
    OFFER_EXPIRED = "offer_expired", _("Offer run out")
    OFFER_WITHDRAWN = "offer_withdrawn", _("Offer withdrawn")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")
    MET = "met", _("Milestone met")
    DUE_MOVED = "due_moved", _("Due instant moved")
    WARNED = "warned", _("Target at risk")
    BREACHED = "breached", _("Target breached")
    ESCALATED = "escalated", _("Escalated")
    DEESCALATED = "deescalated", _("Escalation lowered or seen")
    MANAGER_ASKED = "manager_asked", _("Manager asked for")
    MANAGER_ANSWERED = "manager_answered", _("Seen by a manager")
    FACT_SETTLED = "fact_settled", _("Fact confirmed or corrected")
    WATCHED = "watched", _("Person on copy")
    REDACTED = "redacted", _("Text removed")
    LINKED = "linked", _("Linked with an incident")
    UNLINKED = "unlinked", _("Unlinked from an incident")


class CaseEvent(models.Model):
    """One fact, with its aware UTC instant. `data` holds ids and codes, never texts: those live in messages."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, db_index=False, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="events")
    position = models.PositiveIntegerField()  # 1 for the case's first event, without gaps
    kind = models.CharField(max_length=24, choices=EventKind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(Membership, models.PROTECT, null=True, db_index=False, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    message = models.ForeignKey(Message, models.PROTECT, null=True, db_index=False, related_name="+")
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["vendor", "case", "position"], name="event_position_once")]

    def __str__(self):
        return f"{self.case_id} {self.position} {self.kind}"
