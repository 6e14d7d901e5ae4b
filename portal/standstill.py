"""Why sweeps do not come: which part has stopped. Asked only when one is late, because an answer takes a second."""

from collections.abc import Sequence

from django.core.cache import cache
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.celery import app
from portal.sweeps import Standing

PATIENCE = 1.0  # seconds for a worker to answer


class Cause(TextChoices):
    BROKER = "broker", _("The broker does not answer: start it again, nothing is lost.")
    WORKER = "worker", _("No worker answers: start it again, its log says why it stopped.")
    BUSY = (
        "busy",
        _("A worker answers, and its tasks wait: all its processes are busy or stuck, its log says with what."),
    )
    BEAT = "beat", _("A worker answers, and nobody gives it work: start beat again, its log says why it stopped.")


def cause_of(rows: Sequence[Standing]) -> Cause | None:
    """None where the sweeps that come oftenest still come: what stands still then says itself why."""
    oftenest = min(row.sweep.every for row in rows)
    if not all(row.late for row in rows if row.sweep.every == oftenest):
        return None
    try:
        cache.ping()  # type: ignore[attr-defined]
        if not app.control.ping(timeout=PATIENCE, limit=1):
            return Cause.WORKER
        return Cause.BUSY if _waiting() else Cause.BEAT
    except Exception:  # whatever a client raises: it does not answer
        return Cause.BROKER


def _waiting() -> int:
    """How many messages no worker has taken yet."""
    with app.connection_for_read() as line:
        return line.default_channel.client.llen(app.conf.task_default_queue)
