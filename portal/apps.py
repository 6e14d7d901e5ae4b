from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from portal import checks, tasks  # noqa: F401  checks of settings; the hint that starts the outbox's sweep
