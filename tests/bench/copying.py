"""Rows in bulk: written to PostgreSQL by COPY, with Django's own defaults for what is not given.

Row-level security refuses COPY to the application's roles, so it goes by the administrator's connection. Foreign
keys and triggers are checked, unless the rows are `trusted`: the crowd's own test has them checked.
"""

import io
import json
from collections.abc import Iterable
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID

import psycopg2
from django.db.models import Model
from django.db.models.expressions import BaseExpression

ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Table:
    """Rows of one model that wait to be written. Ids are given out here, from the first free one."""

    def __init__(self, model: type[Model], first: int):
        self.name = model._meta.db_table
        self.fields = [field.attname for field in model._meta.concrete_fields]
        # A default that the database computes (a search vector) is left to it.
        computed = {field.attname for field in model._meta.concrete_fields if getattr(field, "generated", False)}
        self.fields = [name for name in self.fields if name not in computed]
        self.defaults = {field.attname: _default(field) for field in model._meta.concrete_fields}
        self.ids, self.last = count(first), first - 1
        self.lines: list[str] = []

    def next_id(self) -> int:
        self.last = next(self.ids)
        return self.last

    def add(self, **values: Any) -> int:
        """Takes one row, by column names; returns its id."""
        pk = values.get("id") or self.next_id()
        row = {**self.defaults, **values, "id": pk}
        self.lines.append("\t".join([as_text(row[name]) for name in self.fields]))
        return pk

    def take(self) -> io.StringIO:
        lines, self.lines = self.lines, []
        return io.StringIO("\n".join(lines) + "\n" if lines else "")

    @property
    def copy(self) -> str:
        columns = ", ".join(f'"{name}"' for name in self.fields)
        return f'COPY "{self.name}" ({columns}) FROM STDIN'


def _default(field) -> Any:
    value = field.get_default()
    return None if isinstance(value, BaseExpression) else value


def as_text(value: Any) -> str:
    """A value in COPY's text format."""
    if value is None:
        return "\\N"
    if value is True or value is False:
        return "t" if value else "f"
    if isinstance(value, str):
        return value.translate(ESCAPES)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False).translate(ESCAPES)
    return value.hex if isinstance(value, UUID) else str(value)


class Copier:
    """The administrator's connection to the database that is filled."""

    def __init__(self, admin_url: str, *, trusted: bool):
        self.admin_url = admin_url
        self.connection = psycopg2.connect(admin_url.replace("postgres://", "postgresql://", 1))
        self.cursor = self.connection.cursor()
        if trusted:
            self.cursor.execute("SET session_replication_role = replica")

    def table(self, model: type[Model]) -> Table:
        self.cursor.execute(f'SELECT coalesce(max(id), 0) + 1 FROM "{model._meta.db_table}"')
        return Table(model, self.cursor.fetchone()[0])

    def write(self, tables: Iterable[Table]) -> None:
        """Writes what waits, in the tables' order, in one transaction."""
        for table in tables:
            self.cursor.copy_expert(table.copy, table.take())
        self.connection.commit()

    def close(self, tables: Iterable[Table]) -> None:
        """Moves the sequences behind the rows."""
        for table in tables:
            sequence = f"pg_get_serial_sequence('\"{table.name}\"', 'id')"
            self.cursor.execute(f"SELECT setval({sequence}, greatest(%s, 1))", [table.last])
        self.connection.commit()
        self.connection.close()
        settle(self.admin_url)


def settle(admin_url: str) -> None:
    """Tidies up and gathers statistics, as a server does over night."""
    connection = psycopg2.connect(admin_url.replace("postgres://", "postgresql://", 1))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    connection.close()
