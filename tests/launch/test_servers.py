"""The embedded servers start anywhere, keep what was acknowledged, and give the portal no more than it needs."""

import os
import shutil
import tempfile
from pathlib import Path

import psycopg2
import pytest
import redis

from launch import broker, footing, postgres, roles, template


def ask(url: str, question: str):
    with roles.Session(url) as session:
        return session.ask(question)[0]


@pytest.fixture(scope="module")
def folder() -> Path:
    made = Path(tempfile.mkdtemp(prefix="portal-servers-"))
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def server(folder):
    begun = postgres.start(folder / "postgres")
    yield begun
    begun.stop()


@pytest.mark.kill
def test_a_killed_database_keeps_what_was_committed(server):
    connection = psycopg2.connect(server.url("postgres"))
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    server.kill()
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(server.url("postgres"))
    server.restart()
    assert ask(server.url("postgres"), "SELECT answer FROM kept") == 42


def test_it_listens_on_the_loopback_address_only_and_asks_for_a_password(server):
    assert ask(server.url("postgres"), "SHOW listen_addresses") == "127.0.0.1"
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(server.url("postgres", "postgres", "wrong"))


def test_a_durable_server_waits_for_the_disk(server):
    assert ask(server.url("postgres"), "SHOW fsync") == "on"
    assert ask(server.url("postgres"), "SHOW synchronous_commit") == "on"


def test_the_login_role_can_do_nothing_but_own_its_database(server):
    admin = server.url("postgres")
    roles.ensure_login(admin, "modest", "one")
    roles.ensure_login(admin, "modest", "two")
    roles.ensure_database(admin, "house", owner="modest")
    for _ in range(2):
        roles.ensure_scopes(admin, database="house", login="modest", prefix="house")
    with roles.Session(server.url("house", "modest", "two")) as session:
        rights = (
            "SELECT rolsuper, rolbypassrls, rolinherit, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = %s"
        )
        assert session.ask(rights, "modest") == (False, False, False, False, False)
        entered = "SELECT pg_has_role('house_vendor', 'MEMBER'), pg_has_role('house_vendor', 'USAGE')"
        assert session.ask(entered) == (True, False)


def test_a_login_that_may_copy_databases_copies_its_template(server):
    admin = server.url("postgres")
    roles.ensure_login(admin, "copier", "secret", createdb=True)
    roles.ensure_database(admin, "pattern", owner="copier")
    login = server.url("postgres", "copier", "secret")
    with roles.Session(roles.at_database(login, "pattern")) as session:
        session.cursor.execute("CREATE TABLE facts AS SELECT 7 AS fact")
    template.copy(login, "pattern", "copy_of_it")
    assert ask(roles.at_database(login, "copy_of_it"), "SELECT fact FROM facts") == 7


def test_a_path_too_long_for_a_socket_starts_without_one(folder):
    deep = folder / ("d" * 60) / ("e" * 60)
    begun = postgres.start(deep, durable=False)
    try:
        assert ask(begun.url("postgres"), "SHOW unix_socket_directories") == ""
        assert ask(begun.url("postgres"), "SHOW fsync") == "off"
    finally:
        begun.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user for PostgreSQL")
def test_root_without_namespaces_runs_it_as_nobody_from_a_place_that_nobody_reaches(folder, monkeypatch):
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    open_place = Path(tempfile.mkdtemp(prefix="portal-elsewhere-"))
    open_place.chmod(0o711)
    monkeypatch.setattr(footing, "ELSEWHERE", open_place / "portal")
    folder.chmod(0o711)
    try:
        begun = postgres.start(closed / "postgres", namespaces=lambda: False)
        try:
            assert os.stat(f"/proc/{begun.part.process.pid}").st_uid == footing.NOBODY
            assert ask(begun.url("postgres"), "SHOW data_directory").startswith(str(open_place))
        finally:
            begun.stop()
    finally:
        shutil.rmtree(open_place)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes its footing")
def test_files_change_hands_when_root_starts_on_another_footing(folder):
    folder.chmod(0o711)
    place = folder / "footings"
    for namespaces in (footing.has_namespaces, lambda: False, footing.has_namespaces):
        begun = postgres.start(place, durable=False, namespaces=namespaces)
        try:
            assert ask(begun.url("postgres"), "SELECT 1") == 1
        finally:
            begun.stop()


@pytest.mark.kill
def test_a_killed_broker_keeps_its_queue_and_asks_for_a_password(folder):
    begun = broker.start(folder / "broker")
    try:
        redis.Redis.from_url(begun.url()).lpush("queue", "work")
        redis.Redis.from_url(begun.url()).execute_command("WAITAOF", 1, 0, 2000)
        begun.kill()
        begun.restart()
        assert redis.Redis.from_url(begun.url()).lrange("queue", 0, -1) == [b"work"]
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(port=begun.port).ping()
    finally:
        begun.stop()


def test_secrets_are_their_owners_alone(server, folder):
    secret = folder / "postgres" / "superuser"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert len(secret.read_text().strip()) == 64
