"""The sweep of figures: cases that changed since the last one contribute anew, and their days are summed again."""

import logging
from datetime import date

from cases.figures.summing import sum_days
from cases.figures.writing import lock, write_contributions
from cases.models.figures import FiguresDue
from tenants.scope import working
from tenants.sweeps import vendors_with

BATCH = 500
logger = logging.getLogger(__name__)


def sweep_figures() -> int:
    """Returns how many changed cases were read. Another sweep at the same vendor is left to its work."""
    return sum(_sweep(vendor) for vendor in vendors_with(FiguresDue.objects.all()))


def _sweep(vendor: int) -> int:
    done = 0
    while True:
        try:
            with working(vendor):
                read, left = _batch(vendor)
        except Exception:
            # Nothing of it is written, the rows stay due: the next sweep tries again, other vendors go on.
            logger.exception("The figures of vendor %s cannot be summed", vendor)
            return done
        done += read
        if not left:
            return done


def _batch(vendor: int) -> tuple[int, bool]:
    """How many cases were read, and whether more may be due. Rows are visible only with what they tell of."""
    if not lock(vendor, wait=False):
        return 0, False
    due = list(FiguresDue.objects.filter(vendor_id=vendor).order_by("pk")[:BATCH])
    cases = {row.case_id for row in due}
    days: set[date] = write_contributions(vendor, cases)
    if days:
        sum_days(vendor, days)
    FiguresDue.objects.filter(vendor_id=vendor, pk__in=[row.pk for row in due]).delete()
    return len(cases), len(due) == BATCH
