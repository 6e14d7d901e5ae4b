"""A part that has stopped is named: the broker, the worker, beat, or a worker that is stuck."""

import json
import socket
from datetime import timedelta
from io import StringIO

import pytest
from celery.contrib.testing.worker import start_worker
from celery.signals import setup_logging
from django.core.management import call_command

from portal import standstill, tasks
from portal.broker_cache import BrokerCache
from portal.celery import app
from portal.standstill import Cause, cause_of
from portal.sweeps import SWEEPS, standings
from tests.cast import TUESDAY
from tests.portal.walking import clock_at


@pytest.fixture
def late(db):
    return standings(TUESDAY)


@pytest.fixture
def empty_queue():
    app.control.purge()
    yield
    app.control.purge()


@pytest.fixture
def worker(empty_queue):
    """A real one, in a thread. Celery would set the level of this process' log, for every test after it."""
    setup_logging.connect(_leave_as_it_is)
    with start_worker(app, perform_ping_check=False, shutdown_timeout=10):
        yield
    setup_logging.disconnect(_leave_as_it_is)


def _leave_as_it_is(**_given):
    """Who hears this signal has set up the log."""


@pytest.fixture
def nowhere(monkeypatch):
    """A broker that is away: a port where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"redis://127.0.0.1:{taken.getsockname()[1]}/0"
    monkeypatch.setattr(standstill, "cache", BrokerCache(url, {"OPTIONS": {"socket_connect_timeout": 1}}))


def test_a_broker_that_is_away_is_named(late, nowhere):
    assert cause_of(late) == Cause.BROKER


def test_without_a_worker_the_worker_is_named(late, empty_queue):
    assert cause_of(late) == Cause.WORKER


def test_with_a_worker_that_nobody_gives_work_beat_is_named(late, worker):
    assert cause_of(late) == Cause.BEAT


def test_tasks_that_wait_although_a_worker_answers_name_the_worker_as_stuck(late, worker, monkeypatch):
    monkeypatch.setitem(app.conf, "task_default_queue", "taken_by_nobody")
    app.send_task("portal.tasks.sweep_figures", queue="taken_by_nobody", expires=60)
    assert cause_of(late) == Cause.BUSY


def test_one_sweep_alone_that_is_late_blames_no_part(db, empty_queue):
    with clock_at(TUESDAY):
        tasks.sweep_milestones()
    rows = standings(TUESDAY)
    assert sum(row.late for row in rows) > 3
    assert cause_of(rows) is None


def test_the_command_names_the_part_and_is_silent_where_all_is_well(db, empty_queue):
    out = StringIO()
    with clock_at(TUESDAY), pytest.raises(SystemExit) as ended:
        call_command("sweeps", json=True, stdout=out)
    assert (ended.value.code, json.loads(out.getvalue())["cause"]) == (1, "worker")
    with clock_at(TUESDAY):
        for name in SWEEPS:
            getattr(tasks, name)()
    with clock_at(TUESDAY + timedelta(seconds=5)):
        out = StringIO()
        call_command("sweeps", json=True, stdout=out)
    assert json.loads(out.getvalue())["cause"] is None
