"""Loads vendors' files, by default vendors/*.yaml; what cannot be right is refused with file, line and reason."""

import sys
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from portal.brand_check import ENOUGH, Logo, read_logo, weak_pairs
from portal.vendor_loading import load_vendor
from slas.marked import Fault, PolicyError
from slas.policy import VendorText
from slas.policy_text import parse


class Command(BaseCommand):
    help = "Loads vendors' files: all of them, or nothing where one is refused (exit status 2)."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path, help="vendors' files; without any, vendors/*.yaml")
        parser.add_argument(
            "--file-wins", action="store_true", help="take the files' settings also where the portal has changed them"
        )
        parser.add_argument("--at", type=datetime.fromisoformat, help="load as of this instant, with its offset")

    def handle(self, *args, files, at=None, file_wins=False, verbosity=1, **options):
        if at is not None and at.tzinfo is None:
            self._refuse([f"{at.isoformat()} has no zone: write the offset, as in {at.isoformat()}+01:00"])
        texts = self._read(files or sorted((settings.BASE_DIR / "vendors").glob("*.yaml")))
        say = self.stderr.write if verbosity else (lambda line: None)
        with transaction.atomic():
            for text, logo in texts:
                load_vendor(text, at=at or timezone.now(), say=say, logo=logo, file_wins=file_wins)

    def _read(self, files: list[Path]) -> list[tuple[VendorText, Logo | None]]:
        texts, faults = [], []
        for file in files:
            try:
                text = parse(file.read_text(encoding="utf-8"), str(file))
                logo, wrong = _look(text, file)
                texts.append((text, logo))
                faults += map(str, wrong)
            except PolicyError as refused:
                faults += map(str, refused.faults)
            except (OSError, UnicodeDecodeError) as unreadable:
                faults.append(f"{file}:1: cannot be read: {unreadable}")
        if faults:
            self._refuse(faults)
        return texts

    def _refuse(self, lines: list[str]) -> None:
        for line in lines:
            self.stderr.write(line)
        sys.exit(2)


def _look(text: VendorText, file: Path) -> tuple[Logo | None, list[Fault]]:
    """The logo, and what is wrong with it or with the accent."""
    tokens = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    faults = [
        Fault(str(file), text.accent_line, f"Text on the accent {text.accent_hue} is under {ENOUGH}:1 in {pair}")
        for pair in weak_pairs(text.accent_hue, tokens)
    ]
    if not text.logo:
        return None, faults
    logo, wrong = read_logo(file.with_name(text.logo), Fault(str(file), text.logo_line, ""))
    return logo, faults + wrong
