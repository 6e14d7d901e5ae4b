"""The tests' databases: one migrated template, and a copy of it for each worker.

bin/test makes the template and names it (TEST_TEMPLATE). Where pytest is run by itself, with DATABASE_URL and
TEST_ADMIN_URL (a superuser's address) set, the first worker makes it and the others wait.

A test marked `transaction=True` ends by emptying every table, and thereby vendors' data that was loaded before:
load again what such a test, or one after it on the same worker, needs.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection, connections

from launch import roles, template
from launch.trouble import Trouble

BUILDING = 7_305_201  # an advisory lock's number


def url() -> str:
    return os.environ.get("DATABASE_URL") or "postgres://portal@127.0.0.1:5432/portal"


def own_name(worker: str) -> str:
    return f"{template_name()}_{worker}_{os.getpid()}"


def template_name() -> str:
    return os.environ.get("TEST_TEMPLATE") or f"{settings.SCOPE_ROLE_PREFIX}_template"


@contextmanager
def own_database(worker: str) -> Iterator[str]:
    """Connects Django to a fresh copy of the template, and drops the copy afterwards."""
    name = own_name(worker)
    try:
        if not os.environ.get("TEST_TEMPLATE"):
            _build_template()
        template.copy(url(), template_name(), name)
    except Trouble as trouble:
        pytest.exit(f"{trouble.word}\n{trouble.mend}", returncode=2)
    before = connection.settings_dict["NAME"]
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    try:
        yield name
    finally:
        connections.close_all()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = before
        with roles.Session(url()) as session:
            session.do("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _build_template() -> None:
    """By hand, without bin/test: once for all workers, and again when the migrations have changed."""
    admin = os.environ.get("TEST_ADMIN_URL")
    if not admin:
        raise Trouble(
            "The tests need a database whose roles a superuser has made",
            mend="Run bin/test, or set DATABASE_URL and TEST_ADMIN_URL (a superuser's address).",
        )
    with roles.Session(admin, "TEST_ADMIN_URL") as session:
        session.ask("SELECT pg_advisory_lock(%s)", BUILDING)
        digest = template.digest()
        found = session.ask(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", template_name()
        )
        if found is None or found[0] != digest:
            template.build(admin, url(), template_name(), prefix=settings.SCOPE_ROLE_PREFIX, settings=os.environ)
            session.cursor.execute(f'COMMENT ON DATABASE "{template_name()}" IS %s', (digest,))
