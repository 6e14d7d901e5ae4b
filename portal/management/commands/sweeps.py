"""Says how the sweeps stand, for the terminal and for monitors; exits with 1 where one stands still."""

import json
import sys

from django.core.management.base import BaseCommand
from django.utils import timezone, translation

import portal.tasks  # noqa: F401  registers the sweeps
from portal.standstill import cause_of
from portal.sweeps import Standing, standings


class Command(BaseCommand):
    help = (
        "One line per sweep: last run, how much is due, since when; and which part has stopped. Exits with 1 where one"
        " needs somebody."
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *args, **options):
        with translation.override("en"):
            rows = standings(timezone.now())
            cause = cause_of(rows)
            words = str(cause.label) if cause else ""
        if options["json"]:
            self.stdout.write(json.dumps({"cause": cause, "sweeps": [_as_json(row) for row in rows]}))
        else:
            if words:
                self.stdout.write(words)
            for row in rows:
                said = _as_json(row)
                self.stdout.write(
                    f"{said['state']:<9} {said['name']:<22} last {said['ended_at'] or 'never':<33}"
                    f" due {said['due']:<7} {said['oldest'] or '':<33} {said['error']}".rstrip()
                )
        if any(row.still for row in rows):
            sys.exit(1)


def _as_json(row: Standing) -> dict:
    """Instants are UTC, in ISO 8601."""
    run, backlog = row.run, row.backlog
    states = {"failing": row.failing, "late": row.late, "stuck": row.stuck}
    return {
        "name": row.sweep.name,
        "state": next((state for state, holds in states.items() if holds), "well"),
        "ended_at": run.ended_at.isoformat() if run and run.ended_at else None,
        "done": run.done if run else 0,
        "due": backlog.count,
        "oldest": backlog.oldest.isoformat() if backlog.oldest else None,
        "error": run.error if run else "",
    }
