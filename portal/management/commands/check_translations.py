"""Fails where a reader of another language would meet English."""

from collections.abc import Iterator

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.translations.catalogue import read
from portal.translations.extracting import collect
from portal.translations.faults import faults
from portal.translations.literals import literals
from portal.translations.sources import Sources
from portal.translations.unmarked import unmarked


class Command(BaseCommand):
    help = "Lists what is not translated, wrongly translated, or not marked for translation."
    requires_system_checks = []

    def handle(self, *args: object, **options: object) -> None:
        sources = Sources(settings.BASE_DIR)
        found = list(_all(sources))
        for line in found:
            self.stderr.write(line)
        if found:
            raise CommandError(
                f"{len(found)} faults. New messages: manage.py collect_translations, then translate.", returncode=1
            )
        self.stdout.write(f"translations complete: {', '.join(sources.languages())}")


def _all(sources: Sources) -> Iterator[str]:
    messages = collect(sources)
    for language in sources.languages():
        for fault in faults(messages, read(sources.catalogue(language))):
            yield f"{language}: {fault}"
    for path in sources.templates():
        for line, text in literals(path):
            yield f"{sources.name(path)}:{line}: Not marked for translation: {text!r}"
    for path in sources.python():
        for line, text in unmarked(path):
            yield f"{sources.name(path)}:{line}: Not marked for translation: {text}"
