"""The login role of the application, and those that a scope enters (tenants/sql/roles.sql)."""

from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

from launch.places import CHECKOUT
from launch.trouble import Trouble

ROLES = CHECKOUT / "tenants" / "sql" / "roles.sql"
# Spellings of PostgreSQL that the settings take and psycopg2 does not.
SPELLINGS = {"psql", "pgsql", "postgis", "postgresql", "postgres"}


def ensure_login(admin_url: str, login: str, password: str, *, createdb: bool = False) -> None:
    """A role that may log in and nothing else; `createdb` is for tests, which copy databases."""
    with Session(admin_url) as session:
        if not session.ask("SELECT 1 FROM pg_roles WHERE rolname = %s", login):
            session.do("CREATE ROLE {} LOGIN", login)
        may = sql.SQL("CREATEDB" if createdb else "NOCREATEDB")
        session.do("ALTER ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOINHERIT {}", login, may)
        session.do("ALTER ROLE {} PASSWORD {}", login, sql.Literal(password))


def ensure_database(admin_url: str, database: str, *, owner: str) -> None:
    with Session(admin_url) as session:
        if not session.ask("SELECT 1 FROM pg_database WHERE datname = %s", database):
            session.do("CREATE DATABASE {} OWNER {}", database, identifier(owner))


def ensure_scopes(admin_url: str, *, database: str, login: str, prefix: str) -> None:
    """Runs tenants/sql/roles.sql on the database, as the administrator. Running it again changes nothing."""
    with Session(at_database(admin_url, database)) as session:
        session.ask(
            "SELECT set_config('portal.login', %s, false), set_config('portal.prefix', %s, false)",
            login,
            prefix,
        )
        session.cursor.execute(ROLES.read_text())


def drop_database(admin_url: str, database: str) -> None:
    with Session(admin_url) as session:
        session.do("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)


def identifier(name: str) -> sql.Identifier:
    return sql.Identifier(name)


def at_database(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def database_of(url: str) -> str:
    return unquote(urlsplit(url).path.lstrip("/"))


def login_of(url: str) -> str:
    return unquote(urlsplit(url).username or "")


def password_of(url: str) -> str:
    return unquote(urlsplit(url).password or "")


def without_password(url: str) -> str:
    """The address as it may be shown."""
    parts = urlsplit(url)
    if not parts.netloc:
        return f"{parts.scheme or '?'}:…"
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], query=""))


class Session:
    """One autocommitting connection. Raises Trouble when the server cannot be reached or refuses."""

    def __init__(self, url: str, name: str = "The database") -> None:
        try:
            parts = urlsplit(url)
            parts.port  # noqa: B018 - raises for one that is no number
        except ValueError as error:
            raise Trouble(f"{name} has an address that cannot be read: {error}") from None
        if parts.scheme not in SPELLINGS:
            raise Trouble(f"{name} must be a PostgreSQL address (postgres://user:password@host:5432/name)")
        try:
            self.connection = psycopg2.connect(urlunsplit(parts._replace(scheme="postgresql")), connect_timeout=5)
        except psycopg2.Error as error:
            why = str(error).strip().splitlines()[0]
            raise Trouble(f"{name} ({without_password(url)}) cannot be used: {why}") from None
        self.connection.autocommit = True
        self.cursor = self.connection.cursor()

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> None:
        self.connection.close()
        if isinstance(error, psycopg2.Error):
            raise Trouble(f"The database refused: {str(error).strip().splitlines()[0]}") from error

    def ask(self, question: str, *values: object) -> tuple | None:
        self.cursor.execute(question, values)
        return self.cursor.fetchone()

    def do(self, statement: str, name: str, *more: sql.Composable) -> None:
        self.cursor.execute(sql.SQL(statement).format(identifier(name), *more))
