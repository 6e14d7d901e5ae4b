from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from portal import tasks  # noqa: F401  registers the hint that starts the outbox's sweep
