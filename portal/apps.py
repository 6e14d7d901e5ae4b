from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from notifications.mail.sheets import drawn_by

        # Register checks of settings, and the hint that starts the outbox's sweep.
        from portal import checks, senders, tasks  # noqa: F401
        from portal.figures.mailed import draw

        drawn_by(draw)
