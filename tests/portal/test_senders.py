"""However many senders the settings ask for, a worker keeps a process for the clocks, and says so."""

import logging
from types import SimpleNamespace

import pytest
from celery.signals import celeryd_after_setup

from portal.senders import somebody_may_send


@pytest.mark.parametrize(
    ("asked", "processes", "given", "word"),
    [
        (1, 2, 1, ""),
        (3, 8, 3, ""),
        (2, 2, 1, "MAIL_SENDERS is 2, and this worker has 2 processes: 1 of them may send"),
        (9, 4, 3, "MAIL_SENDERS is 9, and this worker has 4 processes: 3 of them may send"),
        (1, 1, 1, "A worker of one process lets the clocks wait"),
        (0, 4, 1, ""),
    ],
)
def test_a_worker_that_begins_keeps_one_process_for_the_clocks(settings, caplog, asked, processes, given, word):
    settings.MAIL_SENDERS = asked
    with caplog.at_level(logging.WARNING):
        celeryd_after_setup.send(sender="portal@host", instance=SimpleNamespace(concurrency=processes), conf=None)
    assert given == settings.MAIL_SENDERS
    assert word in caplog.text
    assert bool(caplog.text) == bool(word)


def test_no_sender_at_all_is_refused_before_anything_starts(settings):
    assert somebody_may_send(None) == []
    settings.MAIL_SENDERS = 0
    assert [error.id for error in somebody_may_send(None)] == ["portal.E004"]
