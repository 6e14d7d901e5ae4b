"""The outbox: what is to be told is announced in the transaction of what it tells about.

A sweep turns each announcement into deliveries (notifications); losing the broker loses nothing.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Model

from tenants.models import Announcement
from tenants.scope import current

_started_on_commit: list = []


def announce(kind: str, subject: Model, at: datetime) -> Announcement:
    """Records that `subject` is to be told about. `at` is the aware UTC instant of the fact.

    Raises OutsideScope where no vendor's scope is entered.
    """
    return announce_all([(kind, subject)], at)[0]


def announce_all(facts: Sequence[tuple[str, Model]], at: datetime) -> list[Announcement]:
    """Records (kind, subject) of one instant, in their order and with one query. Raises as announce() does."""
    current()  # outside a scope there is no vendor whose people could be told
    if not facts:
        return []
    announced = Announcement.objects.bulk_create(_announcement(kind, subject, at) for kind, subject in facts)
    waiting = {hint for _, hint, _ in transaction.get_connection().run_on_commit}
    for start in _started_on_commit:
        if start not in waiting:  # one hint a transaction, however much it announces
            transaction.on_commit(start, robust=True)
    return announced


def _announcement(kind: str, subject: Model, at: datetime) -> Announcement:
    return Announcement(
        vendor_id=subject.vendor_id,  # type: ignore[attr-defined]
        kind=kind,
        subject=str(subject._meta.model_name),
        subject_id=subject.pk,
        at=at,
    )


def start_on_commit(start) -> None:
    """Has `start()` called after each commit that announced something: a hint for speed, never for truth.

    The portal registers the task that sweeps the outbox; a broker that is away must not fail the verb.
    """
    if start not in _started_on_commit:
        _started_on_commit.append(start)
