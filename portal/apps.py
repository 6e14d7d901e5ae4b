from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from portal import senders, tasks  # noqa: F401  register checks, and the hint that starts the outbox's sweep
