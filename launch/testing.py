"""bin/test: every check and every test against servers of their own; with arguments, only pytest with them."""

import os
from pathlib import Path

from launch import checks, locks, postgres, roles, servers, template
from launch.guard import Guard
from launch.locks import Lock
from launch.places import Places, claim, data_folder, kept_secret
from launch.servers import Servers
from launch.supervisor import Ended, ending_on_signals, hear_no_signals
from launch.trouble import Trouble
from launch.words import Words

PREFIX = "test_portal"
TEMPLATE = "portal_template"
# What a person set for their own bin/run must not change what the tests find.
NEUTRAL = (
    "DEMO",
    "DEBUG",
    "PORTAL_URL",
    "HTTPS",
    "EMAIL_URL",
    "MAIL_FROM",
    "MAIL_PROVIDER",
    "MAIL_SENDERS",
    "ALLOWED_HOSTS",
    "SWEEP_SECONDS",
)


def main(arguments: list[str], words: Words) -> int:
    """Says nothing after pytest: its summary is the last word."""
    folder = claim(data_folder()).data / "test"
    folder.mkdir(mode=0o711, exist_ok=True)
    places, lock = take_place(folder)
    with ending_on_signals():
        guard, begun = Guard(keeps=[lock.descriptor]), None
        try:
            browser = checks.browser(words)
            begun, env = start(places, guard, words)
            env["CHROMIUM"] = browser
            return run_all(arguments, guard, words, env)
        except Ended as ended:
            return 128 + ended.number
        finally:
            hear_no_signals()
            if begun:
                if os.environ.get("DATABASE_URL"):
                    roles.drop_database(env["TEST_ADMIN_URL"], env["TEST_TEMPLATE"])
                begun.stop(guard)
                _clean(places).touch()
            guard.close()
            lock.release()


def take_place(folder: Path) -> tuple[Places, Lock]:
    """A data folder that no other run uses: two runs at once do not meet."""
    number = 1
    while True:
        places = claim(folder / str(number))
        if lock := locks.take(places.serving):
            return places, lock
        number += 1


def start(places: Places, guard: Guard, words: Words) -> tuple[Servers, dict[str, str]]:
    """The servers with a migrated template database, and the environment for checks and tests."""
    os.environ.setdefault("SCOPE_ROLE_PREFIX", PREFIX)
    admin = os.environ.get("TEST_ADMIN_URL", "")
    if os.environ.get("DATABASE_URL") and not admin:
        raise Trouble(
            "With DATABASE_URL the tests need TEST_ADMIN_URL too: a superuser's address on the same server",
            mend="Only a superuser may make the roles of tenants/sql/roles.sql in the databases that tests copy.",
        )
    _forget_what_a_crash_left(places)
    begun = servers.start(places, guard, words, durable=False, createdb=True)
    begun.admin_url = begun.admin_url or admin
    embedded = not os.environ.get("DATABASE_URL")
    env = {name: value for name, value in os.environ.items() if name not in NEUTRAL}
    env |= {
        **begun.environ,
        "SECRET_KEY": kept_secret(places.data / "secret_key"),
        "SCOPE_ROLE_PREFIX": os.environ["SCOPE_ROLE_PREFIX"],
        "FILES_DIR": str(places.data / "files"),
        "STATIC_ROOT": str(places.data / "static"),
        "TEST_ADMIN_URL": begun.admin_url,
        "TEST_TEMPLATE": TEMPLATE if embedded else f"{TEMPLATE}_{os.getpid()}",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }
    (places.data / "static").mkdir(exist_ok=True)
    _template(places, env, words, again=not embedded)
    return begun, env


def run_all(arguments: list[str], guard: Guard, words: Words, env: dict[str, str]) -> int:
    todo = [checks.tests(arguments)] if arguments else [*checks.checks(), checks.tests([])]
    for check in todo:
        if code := checks.run(check, guard, words, env):
            if check is not todo[-1]:
                words.bad("failed", check.title)
            return code
    return 0


def _template(places: Places, env: dict[str, str], words: Words, *, again: bool) -> None:
    stamp, digest = places.data / "template", template.digest()
    if not again and stamp.exists() and stamp.read_text() == digest:
        return
    with words.timed("template", "migrated"):
        admin, login, name = (env[each] for each in ("TEST_ADMIN_URL", "DATABASE_URL", "TEST_TEMPLATE"))
        template.build(admin, login, name, prefix=env["SCOPE_ROLE_PREFIX"], settings=env)
    stamp.write_text("" if again else digest)


def _forget_what_a_crash_left(places: Places) -> None:
    """These servers trade safety for speed, so only files that they closed in order are used again."""
    clean = _clean(places)
    if not clean.exists():
        postgres.end_leftover(places.data / "postgres" / "cluster")
        for name in ("postgres", "broker"):
            servers.forget(places.data / name)
        (places.data / "template").unlink(missing_ok=True)
    clean.unlink(missing_ok=True)


def _clean(places: Places) -> Path:
    return places.data / "ended_in_order"
