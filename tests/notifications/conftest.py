"""The portal's mail goes to a real SMTP server here."""

from collections.abc import Iterator

import pytest

from tests.mailbox import Mailbox, open_mailbox


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    with open_mailbox() as mailbox:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 5
        settings.DEFAULT_FROM_EMAIL = "support@portal.example"
        settings.PORTAL_URL = "https://help.portal.example"
        yield mailbox
