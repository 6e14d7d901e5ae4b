"""Compiles the languages whose catalogue changed since the last time."""

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.translations.compiling import compile_all
from portal.translations.sources import Sources


class Command(BaseCommand):
    help = "Compiles locale/*/LC_MESSAGES/django.po, where it is newer than what was compiled. Needs no gettext."
    requires_system_checks = []

    def handle(self, *args: object, **options: object) -> None:
        done = compile_all(Sources(settings.BASE_DIR))
        self.stdout.write(f"compiled {', '.join(done)}" if done else "unchanged")
