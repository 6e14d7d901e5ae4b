"""Files that no message holds: of a change that was rolled back after it had stored them, or of a removed text whose
file could not be deleted. They are found later, since nothing that is undone can be relied on to clean up after itself.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.core.files.storage import Storage

from cases.models import Attachment
from tenants.models import Vendor
from tenants.scope import working

# Longer than any transaction that stores a file before its row can be seen.
AGE = timedelta(days=1)
BATCH = 1000


def sweep_files(now: datetime) -> int:
    """Deletes the files of every vendor that are older than a day at the aware UTC instant `now` and that no
    attachment names; returns how many. Only what lies where attachments lie is looked at.
    """
    storage = Attachment._meta.get_field("file").storage
    return sum(_sweep(storage, vendor, now) for vendor in _folders(storage, "") if vendor.isdecimal())


def _sweep(storage: Storage, vendor: str, now: datetime) -> int:
    removed = 0
    old = _old(storage, vendor, now)
    while names := list(islice(old, BATCH)):
        with working(int(vendor)):
            # Files without their vendor are those of another database: somebody's restore is not finished.
            if not Vendor.objects.exists():
                return removed
            held = Attachment.objects.filter(file__in=names, redacted_at__isnull=True)
            orphans = set(names) - set(held.values_list("file", flat=True))
        for name in orphans:
            storage.delete(name)
        removed += len(orphans)
    return removed


def _old(storage: Storage, vendor: str, now: datetime) -> Iterator[str]:
    for part in _folders(storage, vendor):
        folder = f"{vendor}/{part}"
        for name in storage.listdir(folder)[1]:
            path = f"{folder}/{name}"
            if storage.get_modified_time(path) < now - AGE:
                yield path


def _folders(storage: Storage, path: str) -> list[str]:
    try:
        return storage.listdir(path)[0]
    except FileNotFoundError:
        return []  # no file has been stored yet
