"""How many processes may send mails at once: never all of a worker's, or the clocks would wait for a mail server."""

import logging
from typing import Any

from celery.signals import celeryd_after_setup
from django.conf import settings
from django.core.checks import Error, register

logger = logging.getLogger(__name__)


@register
def somebody_may_send(app_configs: Any, **kwargs: Any) -> list[Error]:
    """E004: no mail would ever be sent."""
    if settings.MAIL_SENDERS > 0:
        return []
    return [Error("MAIL_SENDERS has to be 1 or more; leave it out for one sender at a time", id="portal.E004")]


@celeryd_after_setup.connect
def leave_one_for_the_clocks(instance: Any = None, **kwargs: Any) -> None:
    """A worker begins: before it forks, so that all its processes keep to it."""
    settings.MAIL_SENDERS = senders_for(instance.concurrency)


def senders_for(processes: int) -> int:
    """Of a worker with so many processes; says so where the settings ask for more than is good."""
    asked, most = settings.MAIL_SENDERS, max(1, processes - 1)
    if processes == 1:
        logger.warning("A worker of one process lets the clocks wait while it sends mails; give it two (--concurrency)")
    elif asked > most:
        logger.warning(
            "MAIL_SENDERS is %d, and this worker has %d processes: %d of them may send, so that the clocks never wait",
            asked, processes, most,
        )  # fmt: skip
    return max(1, min(asked, most))
