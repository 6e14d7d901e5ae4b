"""Counts that stay cheap: exact up to a bound, all of a page's counts in one query."""

from dataclasses import dataclass

from django.db.models import IntegerField, QuerySet, Subquery

from tenants.models import Vendor

BOUND = 1000


@dataclass(frozen=True)
class Count:
    """`number` is exact, or BOUND where there are `more`."""

    number: int
    more: bool = False

    def __str__(self) -> str:
        return f"{self.number}+" if self.more else str(self.number)


class _Counted(Subquery):
    """The number of rows of a subquery, which stops reading at its LIMIT."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def counts(vendor: Vendor, questions: dict[str, QuerySet]) -> dict[str, Count]:
    """How many rows each question has, by its name. One query, whatever the number of questions."""
    if not questions:
        return {}
    subqueries = {
        name: _Counted(rows.order_by().values("pk")[: BOUND + 1], output_field=IntegerField())
        for name, rows in questions.items()
    }
    found = Vendor.objects.filter(pk=vendor.pk).order_by().values_list(*_named(subqueries)).get()
    return {name: Count(min(number, BOUND), number > BOUND) for name, number in zip(questions, found, strict=True)}


def _named(subqueries: dict[str, _Counted]) -> list:
    return list(subqueries.values())
