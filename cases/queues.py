"""Every queue is a named question. Lists are read in pages by keyset, never by offset."""

from datetime import datetime

from django.db import models
from django.db.models import Q

WORKING = ["new", "open", "waiting", "referred"]
WITH_VENDOR = ["new", "open", "referred"]
ASKING_PARTNER = ["waiting", "resolved"]
POLICY_ORDER = ("severity_rank", "impact_rank", "environment_rank", "received_at", "id")
DUE_ORDER = ("next_due", "id")
BOARD_ORDER = ("severity_rank", "next_due", "id")
CHANGED_ORDER = ("-changed_at", "-id")
SHARED_ORDER = ("-shared_at", "-id")  # the partner's lists: nothing internal moves them


class CaseQuerySet(models.QuerySet):
    def working(self):
        return self.filter(status__in=WORKING)

    def owned_by(self, membership):
        return self.working().filter(owner=membership)

    def unowned(self):
        return self.working().filter(owner__isnull=True)

    def at_risk_or_late(self, now: datetime):
        """Three quarters of a target's time are used, or more than all of it."""
        return self.working().filter(at_risk_from__lte=int(now.timestamp()))

    def due_before(self, instant: datetime):
        return self.working().filter(next_due__lt=int(instant.timestamp()))

    def waiting_on_partner(self):
        return self.filter(status="waiting")

    def with_vendor(self):
        return self.filter(status__in=WITH_VENDOR)

    def asking_partner(self):
        """Whose turn is the partner's: an answer is wanted, or a word that it is solved."""
        return self.filter(status__in=ASKING_PARTNER)

    def escalated(self):
        """By level, and within a level the worst first, then what is due first."""
        return self.working().filter(escalation_level__gt=0).order_by("-escalation_level", *BOARD_ORDER)

    def to_close(self, at: datetime):
        return self.filter(close_due_at__lte=at).order_by("close_due_at", "id")

    def after(self, order: tuple[str, ...], key: list | None):
        """Sorted by `order`, and beyond the row whose values in that order are `key` (None: from the start).

        All fields of an order go the same way, so the condition is one row comparison that an index answers.
        """
        rows = self.order_by(*order)
        return rows if key is None else rows.filter(beyond(order, key))


def beyond(order: tuple[str, ...], key: list) -> Q:
    """(a, b, c) > (x, y, z), written out so that Django binds each value with its own type.

    The first comparison, a >= x, is what lets the index skip; the rest decides among equals.
    """
    first, sign = order[0].lstrip("-"), "lt" if order[0].startswith("-") else "gt"
    tail = Q(**{f"{first}__{sign}": key[0]})
    equal = Q(**{first: key[0]})
    for name, value in zip(order[1:], key[1:], strict=True):
        field, sign = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        tail |= equal & Q(**{f"{field}__{sign}": value})
        equal &= Q(**{field: value})
    return Q(**{f"{first}__{'lte' if order[0].startswith('-') else 'gte'}": key[0]}) & tail


def key_of(case, order: tuple[str, ...]) -> list:
    """The values of a case in an order: where its next page begins."""
    return [getattr(case, name.lstrip("-")) for name in order]
