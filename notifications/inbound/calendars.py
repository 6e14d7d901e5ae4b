"""An invitation that comes by mail, in words: it is kept as a file too, and nobody is led to think it was accepted."""

import re

from django.utils.translation import gettext as _

_LINE = re.compile(r"^(SUMMARY|DTSTART|LOCATION|METHOD)(?:;[^:]*)?:(.*)$", re.IGNORECASE)
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d))?")


def describe_calendar(text: str) -> str:
    """ "Calendar entry: Review call, 2026-04-20 14:00, Room 3"."""
    lines = re.sub(r"\r?\n[ \t]", "", text).splitlines()
    # An alarm or a zone holds the same names; the event's own come first.
    start = next((n for n, line in enumerate(lines) if line.strip().upper() == "BEGIN:VEVENT"), 0)
    found: dict[str, str] = {}
    for line in lines[start:]:
        if match := _LINE.match(line.strip()):
            found.setdefault(match[1].upper(), match[2].replace("\\,", ",").replace("\\n", " ").strip()[:200])
    told = [found.get("SUMMARY", ""), _when(found.get("DTSTART", "")), found.get("LOCATION", "")]
    return _("Calendar entry: %(entry)s") % {"entry": ", ".join(part for part in told if part) or "?"}


def _when(stamp: str) -> str:
    match = _STAMP.match(stamp)
    if match is None:
        return ""
    day = f"{match[1]}-{match[2]}-{match[3]}"
    return f"{day} {match[4]}:{match[5]}" if match[4] else day
