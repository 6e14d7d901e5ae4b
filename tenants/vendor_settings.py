"""A vendor's settings: what its file says, what an administrator changed in the portal, and what was in force when.

An entry of Vendor.settings is {"value", "source", "assumption"}, as the file says it. One that was changed in the
portal is {"value", "changed": True, "file"}: beside it stands what the file says, None where it is silent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tenants.models import Membership, SettingChange, Vendor

Entry = dict[str, Any]


def is_changed(entry: Mapping[str, Any] | None) -> bool:
    """Whether an administrator gave it another value than the file's."""
    return bool(entry and entry.get("changed"))


def file_entry(entry: Entry | None) -> Entry | None:
    """What the vendor's file says, whatever counts now."""
    return entry["file"] if entry and is_changed(entry) else entry


def write_settings(vendor: Vendor, values: Mapping[str, Any], *, by: Membership, at: datetime) -> list[SettingChange]:
    """Gives settings new values, and leaves a row for each that is another one; returns those.

    The vendor's row is locked by the caller. A value that is the file's again has the file's source again.
    """
    changes = []
    for name, value in values.items():
        before = vendor.settings.get(name)
        if before is not None and before["value"] == value:
            continue
        _put(vendor.settings, name, after := _changed(value, file_entry(before)))
        changes.append(SettingChange(vendor=vendor, name=name, before=before, after=after, at=at, by=by))
    if changes:
        vendor.save(update_fields=["settings"])
    return SettingChange.objects.bulk_create(changes)


def settings_at(vendor: Vendor, at: datetime) -> dict[str, Entry]:
    """The entries that were in force at the aware UTC instant `at`: today's, with the later changes undone."""
    entries = dict(vendor.settings)
    for change in SettingChange.objects.filter(vendor=vendor, at__gt=at).order_by("-pk"):
        _put(entries, change.name, change.before)
    return entries


@dataclass
class Loaded:
    """entries: what counts after loading. kept: names that stay as the portal changed them; retaken: names that did
    not, because the file was to win.
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    retaken: list[str] = field(default_factory=list)


def load_settings(now: Mapping[str, Entry], file: Mapping[str, Entry], *, file_wins: bool) -> Loaded:
    """The file's entries, and what administrators changed since, unless the file is to win."""
    loaded = Loaded()
    for name in sorted({*now, *file}):
        before, said = now.get(name), file.get(name)
        if before is None or not is_changed(before) or (said is not None and said["value"] == before["value"]):
            _put(loaded.entries, name, said)
        elif file_wins:
            loaded.retaken.append(name)
            _put(loaded.entries, name, said)
        else:
            loaded.kept.append(name)
            loaded.entries[name] = _changed(before["value"], said)
    return loaded


def note_loading(vendor: Vendor, before: Mapping[str, Entry], *, at: datetime) -> None:
    """Leaves a row for each setting whose value a file changed; `before` are the entries until then."""
    changes = [
        SettingChange(vendor=vendor, name=name, before=before.get(name), after=vendor.settings.get(name), at=at)
        for name in dict.fromkeys([*before, *vendor.settings])
        if _value(before.get(name)) != _value(vendor.settings.get(name))
    ]
    SettingChange.objects.bulk_create(changes)


def _changed(value: Any, said: Entry | None) -> Entry:
    if said is not None and said["value"] == value:
        return said
    return {"value": value, "changed": True, "file": said}


def _value(entry: Entry | None) -> Any:
    # None is no value that a setting has: an entry that comes or goes differs from every other.
    return entry["value"] if entry else None


def _put(entries: dict[str, Entry], name: str, entry: Entry | None) -> None:
    if entry is None:
        entries.pop(name, None)
    else:
        entries[name] = entry
