"""A migrated database that tests copy: migrating once is slow, copying is quick."""

import hashlib
import subprocess
import sys
from collections.abc import Mapping

from launch import roles
from launch.places import CHECKOUT
from launch.prepare import MANAGE
from launch.trouble import Trouble

# Whatever decides how a database looks after `migrate`, with the vendors loaded and the tests' cast in it.
SOURCES = (
    "*/migrations/*.py", "tenants/sql/*.sql", "portal/settings.py", "requirements.txt", "vendors/*.yaml",
    "vendors/*.svg", "slas/*.py", "tests/cast.py",
)  # fmt: skip


STEPS = {
    "Migrating an empty database": [str(MANAGE), "migrate", "--verbosity", "0", "--no-input"],
    "Raising the tests' cast": ["-m", "tests.cast"],
}


def build(admin_url: str, login_url: str, name: str, *, prefix: str, settings: Mapping[str, str]) -> None:
    """Makes the database `name`, owned by the login of `login_url`, with the scope roles and all migrations.

    `admin_url` is a superuser's: only one may make roles; `settings` is the migration's environment. Raises
    Trouble when a migration fails.
    """
    login = roles.login_of(login_url)
    roles.drop_database(admin_url, name)
    roles.ensure_database(admin_url, name, owner=login)
    roles.ensure_scopes(admin_url, database=name, login=login, prefix=prefix)
    environ = {"DATABASE_URL": roles.at_database(login_url, name), "SCOPE_ROLE_PREFIX": prefix}
    for title, command in STEPS.items():
        done = subprocess.run(
            [sys.executable, *command], env={**settings, **environ}, cwd=CHECKOUT, capture_output=True, text=True
        )
        if done.returncode:
            roles.drop_database(admin_url, name)
            said = (done.stdout + done.stderr).strip().splitlines()
            raise Trouble("\n".join([f"{title} failed:", *said[-15:]]))


def copy(login_url: str, template: str, name: str) -> None:
    """Makes the database `name` as a copy; the login needs CREATEDB, and to own the template."""
    with roles.Session(login_url) as session:
        session.do("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        session.do("CREATE DATABASE {} TEMPLATE {}", name, roles.identifier(template))


def digest() -> str:
    seen = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(CHECKOUT.glob(pattern)):
            seen.update(str(path).encode() + path.read_bytes())
    return seen.hexdigest()
