"""What a queue shows, kept under a name: for one person, or for the vendor's whole team."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from tenants.models import Membership, Vendor


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def in_order(self):
        """The team's first, then by name."""
        return self.order_by("-team", Lower("name"), "pk")


class SavedView(models.Model):
    """`query` is the query of a queue's address; whoever reads it leaves out what is no longer known.

    Only the vendor's side sees it: its owner, or with `team` everybody there.
    """

    vendor = models.ForeignKey(Vendor, models.PROTECT, db_index=False, related_name="+")
    owner = models.ForeignKey(Membership, models.PROTECT, db_index=False, related_name="+")
    team = models.BooleanField(default=False)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("vendor", "owner", Lower("name"), name="saved_view_once", condition=Q(team=False)),
            models.UniqueConstraint("vendor", Lower("name"), name="saved_view_once_in_team", condition=Q(team=True)),
        ]

    def __str__(self):
        return self.name
