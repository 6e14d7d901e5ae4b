"""What row-level security costs: the same questions in scope, and by a superuser whom no policy binds."""

from collections.abc import Callable
from dataclasses import dataclass

import psycopg2
from django.conf import settings
from django.db.models import QuerySet

from cases.models import Case
from cases.queues import CHANGED_ORDER, POLICY_ORDER
from launch.roles import at_database
from tests.bench.measuring import Times, alternately
from tests.bench.stage import Stage

TOP = 50


@dataclass(frozen=True)
class Cost:
    """bound: in scope, with policies; free: the same rows with the vendor's id in the question."""

    name: str
    bound: Times
    free: Times

    @property
    def ratio(self) -> float:
        return self.bound.p50 / self.free.p50


def measure(stage: Stage, login_url: str, times: int) -> list[Cost]:
    """Both by plain SQL in a transaction of its own: BEGIN, the settings of the scope where it has one, COMMIT."""
    vendor, partner = stage.house.vendor.pk, stage.house.offices[0].partner.pk
    name = settings.DATABASES["default"]["NAME"]
    bound, free = _connect(at_database(login_url, name)), _connect(stage.admin_url)
    try:
        open_cases = _paired("top 50 open cases, vendor's side", bound, free, _open, {"vendor": vendor}, times)
        ids = {"vendor": vendor, "partner": partner}
        return [open_cases, _paired("newest 50 cases, partner's side", bound, free, _newest, ids, times)]
    finally:
        bound.close()
        free.close()


def _open(cases: QuerySet) -> QuerySet:
    return cases.working().order_by(*POLICY_ORDER)[:TOP]  # type: ignore[attr-defined]


def _newest(cases: QuerySet) -> QuerySet:
    return cases.order_by(*CHANGED_ORDER)[:TOP]


def _paired(name: str, bound, free, ask: Callable[[QuerySet], QuerySet], ids: dict[str, int], times: int) -> Cost:
    runs = [
        _scoped(bound, ask(Case.objects.all()), ids),
        _plain(free, ask(Case.objects.filter(**{f"{name}_id": pk for name, pk in ids.items()}))),
    ]
    assert runs[0]() == runs[1](), f"{name}: with and without policies are not the same rows"
    return Cost(name, *alternately(runs, times))


def _connect(url: str):
    return psycopg2.connect(url.replace("postgres://", "postgresql://", 1))


def _scoped(connection, rows: QuerySet, ids: dict[str, int]) -> Callable[[], list]:
    statement, values = rows.query.sql_with_params()
    role = f"{settings.SCOPE_ROLE_PREFIX}_{'partner' if 'partner' in ids else 'vendor'}"
    enter = "SELECT set_config('role', %s, true), set_config('portal.vendor', %s, true)," \
        " set_config('portal.partner', %s, true)"  # fmt: skip

    def run() -> list:
        with connection, connection.cursor() as cursor:
            cursor.execute(enter, [role, str(ids["vendor"]), str(ids.get("partner", ""))])
            cursor.execute(statement, values)
            return cursor.fetchall()

    return run


def _plain(connection, rows: QuerySet) -> Callable[[], list]:
    statement, values = rows.query.sql_with_params()

    def run() -> list:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    return run
