"""Prints the address that a mail provider posts incoming mails to."""

from urllib.parse import urljoin

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from tenants.tokens import Bearer, sign


class Command(BaseCommand):
    help = "Prints the address for a mail provider's webhook. It is a key: whoever knows it can hand over mails."

    def handle(self, **options: object) -> None:
        if not settings.MAIL_WEBHOOK:
            raise CommandError("Set MAIL_WEBHOOK to a number above 0 first; another number closes the old address.")
        token = sign("webhook", Bearer(0, 0, settings.MAIL_WEBHOOK))
        self.stdout.write(urljoin(settings.PORTAL_URL, reverse("mail_in", args=[token])))
