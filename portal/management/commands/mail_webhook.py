"""Prints the addresses that mail providers post to."""

from urllib.parse import urljoin

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from portal.views.mail_hooks import HOOKS
from tenants.tokens import Bearer, sign


class Command(BaseCommand):
    help = (
        "Prints the addresses for mail providers' webhooks. The one for whole mails is a key: whoever knows it can hand"
        " over mails. Those of MAIL_HOOKS want user and password as well."
    )

    def handle(self, **options: object) -> None:
        if not settings.MAIL_WEBHOOK and not settings.MAIL_HOOKS:
            raise CommandError(
                "Set MAIL_WEBHOOK to a number above 0 (another number closes the old address), or MAIL_HOOKS to the"
                " names of providers."
            )
        if settings.MAIL_WEBHOOK:
            token = sign("webhook", Bearer(0, 0, settings.MAIL_WEBHOOK))
            self.stdout.write(urljoin(settings.PORTAL_URL, reverse("mail_in", args=[token])))
        for provider in settings.MAIL_HOOKS:
            for name in sorted(name for name in HOOKS if name.startswith(f"{provider}_")):
                kind = name.removeprefix(f"{provider}_")
                # Mailgun posts the whole mail only where the address says so.
                kind = "inbound_mime" if name == "mailgun_inbound" else kind
                self.stdout.write(urljoin(settings.PORTAL_URL, reverse("mail_hook", args=[provider, kind])))
