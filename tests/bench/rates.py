"""How much goes through in a second: submissions, sweeps, deliveries. Each act is a transaction that is committed."""

import multiprocessing
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import connections

from cases.models import EscalationStep, Milestone
from cases.sweeping import sweep_milestones
from cases.verbs.submit import submit
from launch.ports import LOOPBACK, any_free
from notifications.mail.sending import sweep_mails
from notifications.models import Delivery
from notifications.telling import sweep_announcements
from tenants.models import Announcement
from tenants.scope import unscoped, working
from tests.bench.measuring import seconds
from tests.bench.people import Office
from tests.bench.stage import Stage
from tests.cast import Organisation, submission


def submissions(stage: Stage, processes: int, count: int) -> float:
    """Submissions a second by so many processes with a connection each; `count` by each of them."""
    if processes == 1:
        begin, end = _submits(stage, stage.house.offices[0], count, lambda: None)
        return count / (end - begin)
    connections.close_all()
    context = multiprocessing.get_context("fork")
    gate, results = context.Barrier(processes), context.SimpleQueue()
    workers = [
        context.Process(target=_submits_beside, args=[stage, stage.house.offices[n], count, gate, results])
        for n in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * processes
    spans = [results.get() for _ in workers]
    return processes * count / (max(end for _, end in spans) - min(begin for begin, _ in spans))


def _submits_beside(stage: Stage, office: Office, count: int, gate, results) -> None:
    results.put(_submits(stage, office, count, gate.wait))
    connections.close_all()


def _submits(stage: Stage, office: Office, count: int, gate: Callable[[], object]) -> tuple[float, float]:
    """When it began and ended, on the monotonic clock; one submission before that warms up."""
    form, contact = _form(office), office.contacts[0]

    def one() -> None:
        with working(stage.house.vendor):
            submit(replace(form, key=uuid4()), by=contact, at=stage.now)

    one()
    gate()
    begun = time.monotonic()
    for _ in range(count):
        one()
    return begun, time.monotonic()


def _form(office: Office):
    return submission(Organisation(office.partner, {}, office.customers))


def sweeps(stage: Stage) -> dict[str, float]:
    """Everything that runs falls due at once: milestones and steps a second, announcements and deliveries a second."""
    later = stage.now + timedelta(days=30)
    with unscoped("the bench empties the outbox"):
        Announcement.objects.all().delete()
    due, before = _count(Milestone.objects.to_sweep(later)), [_count(EscalationStep.objects), _count(Delivery.objects)]
    swept = seconds(lambda: sweep_milestones(later))
    assert _count(Milestone.objects.to_sweep(later)) == 0
    announced = _count(Announcement.objects)
    told = seconds(lambda: sweep_announcements(later))
    assert _count(Announcement.objects) == 0
    steps, bells = _count(EscalationStep.objects) - before[0], _count(Delivery.objects) - before[1]
    return {
        "milestones": due / swept,
        "steps": steps / swept,
        "announcements": announced / told,
        "deliveries": bells / told,
    }


def _count(rows) -> int:
    with unscoped("the bench counts"):
        return rows.count()


def mails(at: datetime, span: float) -> float:
    """Mails a second to a local mail server that writes each one down for good; for about `span` seconds.

    What the sweeps above have told waits to be sent. `at` is the aware UTC instant that the sender takes for now.
    """
    with mail_server() as port:
        before = {name: getattr(settings, name) for name in _MAIL}
        for name, value in zip(_MAIL, (_SMTP, LOOPBACK, port), strict=True):
            setattr(settings, name, value)
        try:
            begun = time.monotonic()
            sent = sweep_mails(lambda: at, seconds=span)
            return sent / (time.monotonic() - begun)
        finally:
            for name, value in before.items():
                setattr(settings, name, value)


_SMTP = "django.core.mail.backends.smtp.EmailBackend"
_MAIL = ("EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT")


@contextmanager
def mail_server() -> Iterator[int]:
    """A process of its own, so that it takes no time from the sender; yields its port."""
    port = any_free()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.kill.post", str(port), f"{folder}/mails"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
            assert server.stdout is not None
            server.stdout.readline()  # it is open
            try:
                yield port
            finally:
                server.terminate()
