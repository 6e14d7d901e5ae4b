"""What row-level security costs: the same questions in scope, and by a superuser whom no policy binds."""

from collections.abc import Callable
from dataclasses import dataclass

import psycopg2
from django.conf import settings

from cases.models import Case
from cases.queues import CHANGED_ORDER, POLICY_ORDER
from launch.roles import at_database
from tenants.scope import working
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
    desk = stage.house
    vendor, office = desk.vendor.pk, desk.offices[0].partner.pk
    lists = [
        ("top 50 open cases, vendor's side", Case.objects.working().order_by(*POLICY_ORDER)[:TOP], "vendor", {}),
        ("newest 50 cases, partner's side", Case.objects.order_by(*CHANGED_ORDER)[:TOP], "partner", {"partner": office}),
    ]
    name = settings.DATABASES["default"]["NAME"]
    bound, free = _connect(at_database(login_url, name)), _connect(stage.admin_url)
    try:
        return [
            Cost(title, *alternately(
                [_scoped(bound, rows, side, {"vendor": vendor, **ids}), _plain(free, rows, {"vendor": vendor, **ids})],
                times,
            ))
            for title, rows, side, ids in lists
        ]  # fmt: skip
    finally:
        bound.close()
        free.close()


def _connect(url: str):
    return psycopg2.connect(url.replace("postgres://", "postgresql://", 1))


def _question(rows) -> tuple[str, tuple]:
    with working(0):
        return rows.query.sql_with_params()


def _scoped(connection, rows, side: str, ids: dict[str, int]) -> Callable[[], list]:
    statement, values = _question(rows)
    role = f"{settings.SCOPE_ROLE_PREFIX}_{side}"
    enter = "SELECT set_config('role', %s, true), set_config('portal.vendor', %s, true)," \
        " set_config('portal.partner', %s, true)"  # fmt: skip

    def run() -> list:
        with connection, connection.cursor() as cursor:
            cursor.execute(enter, [role, str(ids["vendor"]), str(ids.get("partner", ""))])
            cursor.execute(statement, values)
            return cursor.fetchall()

    return run


def _plain(connection, rows, ids: dict[str, int]) -> Callable[[], list]:
    where = {f"{name}_id": pk for name, pk in ids.items()}
    order, limit = rows.query.order_by, rows.query.high_mark
    narrowed = rows.model.objects.all()
    narrowed.query = rows.query.chain()
    narrowed.query.clear_limits()
    statement, values = narrowed.filter(**where).order_by(*order)[:limit].query.sql_with_params()

    def run() -> list:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    return run
