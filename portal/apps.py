from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from notifications.mail.sheets import drawn_by
        from portal import tasks  # noqa: F401  registers the hint that starts the outbox's sweep
        from portal.figures.mailed import draw

        drawn_by(draw)
