"""What every test stands on: a database, a broker's database and a folder for files of its worker's own."""

import os
import tempfile
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as drawing

from portal.translations.compiling import compile_all
from portal.translations.sources import Sources
from tests import databases
from tests.spreading import Spreading

# Rows of the same run may meet in one Redis; each worker has a numbered database of its own.
REDIS_NUMBERS = 15

# The same examples in every run, on a machine that is as slow as it likes.
drawing.register_profile("portal", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
drawing.load_profile("portal")


def pytest_configure(config: pytest.Config) -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "master")
    number = int(worker.removeprefix("gw")) if worker.startswith("gw") else 0
    _own_redis(1 + number % REDIS_NUMBERS)
    files = tempfile.TemporaryDirectory(prefix="portal-files-")
    config.add_cleanup(files.cleanup)
    # Made to be slow, and here every test signs somebody up.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    settings.MEDIA_ROOT = Path(files.name)
    # Before Django reads a language: what it has read it keeps.
    compile_all(Sources(settings.BASE_DIR))


def _own_redis(number: int) -> None:
    parts = urlsplit(settings.REDIS_URL)
    address = urlunsplit(parts._replace(path=f"/{number}"))
    settings.REDIS_URL = settings.CELERY_BROKER_URL = address
    settings.CACHES["default"]["LOCATION"] = address
    from portal.celery import app

    app.conf.broker_url = address


@pytest.hookimpl(optionalhook=True)  # pytest runs without xdist too
def pytest_xdist_make_scheduler(config: pytest.Config, log) -> Spreading:
    return Spreading(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a Chromium the browser tests are skipped; bin/test has said so loudly, and under CI it refuses."""
    if chromium():
        return
    skip = pytest.mark.skip(reason="no Chromium; on Debian: apt install chromium")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(skip)


def chromium() -> str:
    """The path of a Chromium, as bin/test found it or as it is found now; empty when there is none."""
    from launch.checks import find_browser

    return os.environ["CHROMIUM"] if "CHROMIUM" in os.environ else find_browser()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """For pytest-playwright: the installed Chromium, which needs --no-sandbox where root runs it."""
    return {"executable_path": chromium(), "headless": True, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, request: pytest.FixtureRequest):
    """Instead of pytest-django's: a copy of the migrated template for this worker (tests/databases.py)."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "master")
    with django_db_blocker.unblock():
        database = databases.own_database(worker)
        database.__enter__()
    yield
    with django_db_blocker.unblock():
        database.__exit__(None, None, None)


@pytest.fixture(scope="session")
def _found_cast(django_db_setup, django_db_blocker) -> SimpleNamespace:
    from tests.cast import find_cast

    with django_db_blocker.unblock():
        return find_cast()


@pytest.fixture
def cast(_found_cast: SimpleNamespace, db) -> SimpleNamespace:
    """Who is who (tests/cast.py); what a test changes is rolled back."""
    return SimpleNamespace(**vars(_found_cast))
