from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        # Register checks of settings, and the hint that starts the outbox's sweep.
        from portal import checks, senders, tasks  # noqa: F401
