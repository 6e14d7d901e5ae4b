"""A crowd made larger by copies of itself, written inside the database: what Python would draw for hours.

A copy of a case that is over lies a whole number of weeks before its original, on the same weekday and at the same
time of day; a copy of one that is worked on is as it is. Contributions to the figures are copied with their cases, and
the sums are written from them by the product's own statements.
"""

from dataclasses import dataclass

import psycopg2
from django.db.models import DateTimeField, ForeignKey, Model

from cases.figures.rebuilding import all_days, sum_all
from cases.models import Case, CaseEvent, CaseFigure, CaseNumber, EscalationStep, Message, Milestone
from notifications.models import Delivery
from surveys import daily
from surveys.models import FollowUp, Survey, SurveyAnswer
from tenants.scope import working
from tests.bench.copying import settle
from tests.bench.people import Desk

# Each after those it refers to.
MODELS: tuple[type[Model], ...] = (
    Case, Message, Milestone, CaseEvent, EscalationStep, Delivery, CaseFigure, Survey, SurveyAnswer, FollowUp
)  # fmt: skip
# How a copy of a row finds its case: the copy is moved in time with it.
_CASE_OF = {
    Case: "r.id = c.id",
    EscalationStep: "c.id = (SELECT m.case_id FROM cases_milestone m WHERE m.id = r.milestone_id)",
    SurveyAnswer: "c.id = (SELECT s.case_id FROM surveys_survey s WHERE s.id = r.survey_id)",
    FollowUp: "c.id = (SELECT s.case_id FROM surveys_survey s WHERE s.id = r.survey_id)",
}
_WEEKS = "CASE WHEN c.status = 'closed' THEN interval '7 days' * {turn} ELSE interval '0' END"


@dataclass(frozen=True)
class Span:
    """The ids of a vendor's rows in one table, and the first one that is free."""

    first: int
    last: int
    free: int

    def shift(self, turn: int) -> int:
        """What the turn-th copy adds to an id. Turns count from 1."""
        return self.free - self.first + (turn - 1) * (self.last - self.first + 1)


def multiply(admin_url: str, desk: Desk, times: int) -> None:
    """Makes a vendor's crowd `times` as large. By the administrator's connection, without triggers and keys."""
    connection = psycopg2.connect(admin_url.replace("postgres://", "postgresql://", 1))
    with connection, connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute("SET LOCAL work_mem = '256MB'")
        _copy(cursor, desk.vendor.pk, times)
    connection.close()
    settle(admin_url)
    with working(desk.vendor):
        counter = CaseNumber.objects.get(vendor=desk.vendor)
        counter.last += (times - 1) * (counter.last - desk.vendor.first_case_number + 1)
        counter.save()
        days = all_days()
    sum_all(desk.vendor.pk, days)
    daily.rebuild(desk.vendor.pk)


def _copy(cursor, vendor: int, times: int) -> None:
    spans = {model: _span(cursor, model, vendor) for model in MODELS}
    cursor.execute("SELECT count(*) FROM cases_case WHERE vendor_id = %s", [vendor])
    cases = cursor.fetchone()[0]
    indexes = _without_indexes(cursor)
    for model in MODELS:
        for turn in range(1, times):
            _copy_rows(cursor, model, vendor, turn, spans, cases)
        table = model._meta.db_table
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
    for definition in indexes:
        cursor.execute(definition)


def _span(cursor, model: type[Model], vendor: int) -> Span:
    table = model._meta.db_table
    cursor.execute(f"SELECT coalesce(min(id), 1), coalesce(max(id), 0) FROM {table} WHERE vendor_id = %s", [vendor])
    first, last = cursor.fetchone()
    cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")
    return Span(first, last, cursor.fetchone()[0])


def _without_indexes(cursor) -> list[str]:
    """Drops the indexes that no constraint needs; returns what makes them again. Millions of rows are indexed at once
    in a fraction of the time.
    """
    cursor.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisprimary AND NOT i.indisunique",
        [[model._meta.db_table for model in MODELS]],
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in found]


def _copy_rows(cursor, model: type[Model], vendor: int, turn: int, spans: dict[type[Model], Span], cases: int) -> None:
    """The originals of each turn are those of the first: later ids are left out."""
    weeks = _WEEKS.format(turn=turn)
    fields = [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]
    values = ", ".join(_value(model, field, turn, spans, cases, weeks) for field in fields)
    names = ", ".join(f'"{field.column}"' for field in fields)
    join = _CASE_OF.get(model, "c.id = r.case_id")
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} FROM {model._meta.db_table} r"
        f" JOIN cases_case c ON {join} WHERE r.vendor_id = %s AND r.id <= %s",
        [vendor, spans[model].last],
    )


def _value(model: type[Model], field, turn: int, spans: dict[type[Model], Span], cases: int, weeks: str) -> str:
    column = f'r."{field.column}"'
    target = field.related_model if isinstance(field, ForeignKey) else None
    if field.primary_key:
        return f"{column} + {spans[model].shift(turn)}"
    if target in spans:
        return f"{column} + {spans[target].shift(turn)}"
    if isinstance(field, DateTimeField):
        return f"{column} - {weeks}"
    own = {
        (Case, "number"): f"{column} + {cases * turn}",
        (Case, "submission_key"): "gen_random_uuid()",
        (CaseFigure, "day"): f"((r.at - {weeks}) AT TIME ZONE 'UTC')::date",
        (Delivery, "announcement"): f"-(r.event_id + {spans[CaseEvent].shift(turn)})",
        (CaseEvent, "data"): "CASE WHEN r.data ? 'milestone' THEN jsonb_set(r.data, '{milestone}', to_jsonb("
        f"(r.data->>'milestone')::bigint + {spans[Milestone].shift(turn)})) ELSE r.data END",
    }
    return own.get((model, field.name), column)
