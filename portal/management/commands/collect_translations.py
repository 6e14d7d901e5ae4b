"""Writes the messages of the code into each language's catalogue."""

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.translations.catalogue import key, merged, messages, read, write
from portal.translations.extracting import collect
from portal.translations.sources import Sources


class Command(BaseCommand):
    help = "Adds new messages to each catalogue, keeps what is translated, and says what it dropped."
    requires_system_checks = []

    def handle(self, *args: object, **options: object) -> None:
        sources = Sources(settings.BASE_DIR)
        found = collect(sources)
        kept = {key(message) for message in messages(found)}
        for language in sources.languages():
            path = sources.catalogue(language)
            written = read(path)
            result = merged(found, written)
            write(path, result)
            for message in messages(written):
                if key(message) not in kept:
                    self.stdout.write(f"{language}: dropped {message.id!r}, was {message.string!r}")
            open_ones = sum(not message.string or not any(message.string) for message in messages(result))
            self.stdout.write(f"{language}: {len(result)} messages, {open_ones} to translate")
